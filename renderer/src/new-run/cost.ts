import { stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { summarizePair } from '@shared/network/summary.ts';
import type { RunSummary } from '@shared/run.ts';

/** What a run will take, as far as it follows from its settings. */
export interface Cost {
  steps: number;
  perEpoch: number;
  epochs: number;
  grids: number;
  checkpoints: number;
  /** All checkpoints together: both networks and two Adam averages for each trainable weight, in float32. */
  checkpointBytes: number;
}

const FLOAT_BYTES = 4;

export function costOf(config: RunConfig, pair: NetworkPair, images: number): Cost {
  const steps = totalSteps(config, images);
  const perEpoch = stepsPerEpoch(config, images);
  const { generator, discriminator } = summarizePair(pair);
  const each =
    [generator, discriminator].reduce((sum, network) => sum + network.total + 2 * network.trainable, 0) * FLOAT_BYTES;
  const times = (every: number): number => Math.ceil(steps / (every > 0 ? every : perEpoch));
  const checkpoints = times(config['checkpoint.everySteps']);
  return {
    steps,
    perEpoch,
    epochs: steps / perEpoch,
    grids: 1 + times(config['samples.everySteps']),
    checkpoints,
    checkpointBytes: checkpoints * each,
  };
}

/** The newest run of the same recipe, data set and so network size that measured its speed here. */
export function speedOf(
  runs: readonly RunSummary[],
  config: RunConfig,
): { run: RunSummary; imagesPerSecond: number } | null {
  for (const run of runs) {
    const { imagesPerSecond } = run.status;
    if (
      run.preset === config.preset &&
      run.dataset.id === config.dataset &&
      imagesPerSecond !== null &&
      imagesPerSecond > 0
    )
      return { run, imagesPerSecond };
  }
  return null;
}
