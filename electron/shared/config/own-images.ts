import { isOwn, type DatasetRecord } from '../dataset.ts';
import type { Preset } from '../presets/index.ts';
import { heldOutCount, LEAST_TO_HOLD_OUT } from './held-out.ts';
import { ConfigError } from './resolve.ts';
import type { RunConfig } from './schema.ts';

/** Per cent of a user's own images that a new run holds out where nobody says. */
const SHARE = 5;

/** A recipe as a run on these images begins with it: of the user's own, some are held out unless the recipe says otherwise. */
export const onImages = <Recipe extends Pick<Preset, 'defaults'>>(
  recipe: Recipe,
  images: Pick<DatasetRecord, 'licence' | 'count'>,
): Recipe =>
  isOwn(images) && heldOutCount(SHARE, images.count) > 0
    ? { ...recipe, defaults: { 'images.heldOut': SHARE, ...recipe.defaults } }
    : recipe;

/** @throws {ConfigError} where images are to be held out of too few */
export function requireHeldOut(
  { 'images.heldOut': share }: Pick<RunConfig, 'images.heldOut'>,
  { name, count }: Pick<DatasetRecord, 'name' | 'count'>,
): void {
  if (share === 0 || heldOutCount(share, count) > 0) return;
  throw new ConfigError(
    `${name} has ${count} images, and holding some out takes at least ${LEAST_TO_HOLD_OUT}: set images.heldOut to 0.`,
    'images.heldOut',
  );
}
