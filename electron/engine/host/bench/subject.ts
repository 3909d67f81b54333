import { z } from 'zod';
import { resolveConfig } from '@shared/config/resolve.ts';
import { runConfigInputSchema } from '@shared/config/schema.ts';
import { imageShapeSchema, type ImageShape } from '@shared/network/layers.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { networksFor, ownNetworksSchema } from '@shared/presets/own-networks.ts';
import type { Images } from '../../training/batches.ts';
import type { DuelOptions } from '../../training/duel.ts';
import { requirePreset } from '../prepare-run.ts';

/** Kinds of made-up images. */
const LABELS = 10;

/** What is measured: a recipe on made-up images. */
export const subjectSchema = z.object({
  /** Everything that differs from the recipe: batch, width, device, way of running the step. */
  settings: runConfigInputSchema,
  image: imageShapeSchema,
  /** Kinds of image, where a recipe can go with labels; 0 to have it go without, left out for as many as are made up. */
  classes: z.int().min(0).optional(),
  /** In place of the recipe's networks. */
  own: ownNetworksSchema.optional(),
});
export type Subject = z.infer<typeof subjectSchema>;

/** Stands where a run's configuration names its images. */
export const MADE_UP = 'made-up';
/** Batches in the made-up data set: no short one among them. */
const BATCHES = 16;

/**
 * The subject as a trainer takes it.
 * @throws {ConfigError} for settings; {ForgerError} for a recipe that is not there; {NetworkFitError} for the images
 */
export function duelOf({ settings, image, own, classes = LABELS }: Subject): DuelOptions {
  const preset = requirePreset(settings.preset);
  const config = resolveConfig(settings);
  const networks = networksFor({ preset, own: own ?? null }, config, imagesFor(preset, image, classes));
  return { networks, recipe: preset.recipe, config };
}

/** Images without meaning, the same at each call: a step takes as long on them as on real ones. */
export function madeUpImages(image: ImageShape, batch: number): Images {
  const count = batch * BATCHES;
  const pixels = new Uint8Array(count * image.height * image.width * image.channels);
  // Numerical Recipes' generator, its upper bits: quick, and nothing a network could overflow on.
  for (let at = 0, state = 1; at < pixels.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[at] = state >>> 24;
  }
  return { pixels, count, image, labels: Uint16Array.from({ length: count }, (_, index) => index % LABELS) };
}
