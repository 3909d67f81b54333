import { checkpointsLeft, policyOf } from '@shared/checkpoint-policy.ts';
import { onImages } from '@shared/config/own-images.ts';
import { resolveFrom, stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { withSpacedCheckpoints } from '@shared/disk-room.ts';
import type { MeasuredFinding } from '@shared/preflight.ts';
import { estimateRunSize, type PlannedRun, type RunSize } from '@shared/run-size.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { RunSummary } from '@shared/run.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';
import type { RecipeEntry } from './recipes.ts';

/** What a run will take, as far as it follows from its settings. */
export interface Cost {
  steps: number;
  perEpoch: number;
  epochs: number;
  grids: number;
  /** Steps between two. */
  checkpointEvery: number;
  /** Those that are kept. */
  checkpoints: number;
  /** On the disk, estimated. */
  size: RunSize;
}

/**
 * The run as it would be made now.
 * @param spaced checkpoints are the disk's to space, with so many bytes free; null where its user said how often, or it is
 * not known what is free
 */
export function planOf(config: RunConfig, networks: NetworkPair, images: number, spaced: number | null): PlannedRun {
  const run = {
    config,
    networks,
    stepsPerEpoch: stepsPerEpoch(config, images),
    totalSteps: totalSteps(config, images),
  };
  return spaced === null ? run : withSpacedCheckpoints(run, spaced);
}

export function costOf(run: PlannedRun): Cost {
  const { config, stepsPerEpoch: perEpoch, totalSteps: steps } = run;
  const checkpointEvery = config['checkpoint.everySteps'] || perEpoch;
  return {
    steps,
    perEpoch,
    epochs: steps / perEpoch,
    grids: 1 + Math.ceil(steps / (config['samples.everySteps'] || perEpoch)),
    checkpointEvery,
    checkpoints: checkpointsLeft(policyOf(config), steps, checkpointEvery),
    size: estimateRunSize(run),
  };
}

/** How long the steps of a run take, and how that is known. */
export interface RunTime {
  seconds: number;
  /** "tried here, without pictures and checkpoints". */
  from: string;
}

/**
 * What is known of the time: the run itself was tried here, or one of its recipe was trained on the same images.
 * @param runs none where the networks are not the recipe's, of which no run of it tells
 */
export function timeOf(run: PlannedRun, found: MeasuredFinding | null, runs: readonly RunSummary[]): RunTime | null {
  if (found) return { seconds: found.seconds, from: 'tried here, without pictures and checkpoints' };
  const speed = speedOf(runs, run.config);
  if (!speed) return null;
  const seconds = (run.totalSteps * run.config.batch) / speed.imagesPerSecond;
  return { seconds, from: `measured in “${speed.run.name || speed.run.preset}”` };
}

/** How fast this machine was at the run that is set up; null where its time is not known. In products a second. */
export const paceOf = (run: PlannedRun, recipe: Recipe, time: RunTime | null): number | null =>
  time && time.seconds > 0 ? (run.totalSteps * stepProducts({ ...run, recipe })) / time.seconds : null;

/** About how long a recipe would take as it comes, in seconds, by what this machine did of another. */
export function secondsAtPace({ recipe, pair }: RecipeEntry, dataset: DatasetRecord, pace: number): number | null {
  if (!pair) return null;
  const config = resolveFrom(onImages(recipe.preset, dataset), {
    preset: recipe.preset.id,
    dataset: dataset.id,
  });
  const products = stepProducts({ config, networks: pair, recipe: recipe.preset.recipe });
  return (totalSteps(config, dataset.count) * products) / pace;
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
