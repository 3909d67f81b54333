import { checkpointsLeft, policyOf } from '@shared/checkpoint-policy.ts';
import { stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { estimateRunSize, type RunSize } from '@shared/run-size.ts';
import type { RunSummary } from '@shared/run.ts';

/** What a run will take, as far as it follows from its settings. */
export interface Cost {
  steps: number;
  perEpoch: number;
  epochs: number;
  grids: number;
  /** Those that are kept. */
  checkpoints: number;
  /** On the disk, estimated. */
  size: RunSize;
}

export function costOf(config: RunConfig, pair: NetworkPair, images: number): Cost {
  const steps = totalSteps(config, images);
  const perEpoch = stepsPerEpoch(config, images);
  return {
    steps,
    perEpoch,
    epochs: steps / perEpoch,
    grids: 1 + Math.ceil(steps / (config['samples.everySteps'] || perEpoch)),
    checkpoints: checkpointsLeft(policyOf(config), steps, config['checkpoint.everySteps'] || perEpoch),
    size: estimateRunSize({ config, networks: pair, stepsPerEpoch: perEpoch, totalSteps: steps }),
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
