import { createHash } from 'node:crypto';
import type { RunRecord } from '@shared/run.ts';

/** Settings that change how long a run is and what it leaves behind, and none of its numbers. */
const IDLE_SETTING = /^(name|epochs|steps|samples\..*|checkpoint\..*)$/;

/**
 * SHA-256 over what decides a run's numbers: its settings but for length and output, both networks, and the
 * images. Two checkpoints with one hash belong to the same training.
 */
export function configurationHash({
  config,
  networks,
  dataset,
}: Pick<RunRecord, 'config' | 'networks' | 'dataset'>): string {
  const settings = Object.entries(config)
    .filter(([key]) => !IDLE_SETTING.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([settings, networks, dataset.hash]))
    .digest('hex');
}
