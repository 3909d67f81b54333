import { createHash } from 'node:crypto';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { runConfigSchema } from '@shared/config/schema.ts';
import type { RunRecord } from '@shared/run.ts';

/** What a field means in runs made before there was one; undefined where there always was. */
function before(key: keyof typeof runConfigSchema.shape): unknown {
  const missing = runConfigSchema.shape[key].safeParse(undefined);
  return missing.success ? missing.data : undefined;
}

/** Settings from which a run's numbers follow, in the order of their names. */
const DECIDING = CONFIG_FIELDS.filter(({ decides }) => decides === undefined)
  .map(({ key }) => ({ key, absent: before(key) }))
  .sort((a, b) => (a.key < b.key ? -1 : 1));

/**
 * SHA-256 over what decides a run's numbers: its settings but for those that decide nothing, or only how numbers are
 * rounded; both networks; and the images. Two checkpoints with one hash belong to the same training. A setting that comes
 * in a later version changes no hash where it is as it always was.
 */
export function configurationHash({
  config,
  networks,
  dataset,
}: Pick<RunRecord, 'config' | 'networks' | 'dataset'>): string {
  const settings = DECIDING.flatMap(({ key, absent }) => (config[key] === absent ? [] : [[key, config[key]]]));
  return createHash('sha256')
    .update(JSON.stringify([settings, networks, dataset.hash]))
    .digest('hex');
}
