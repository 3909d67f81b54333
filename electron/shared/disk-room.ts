import { assertNever } from './assert-never.ts';
import { FURTHEST_APART } from './config/sections/output.ts';
import { estimateRunSize, type PlannedRun } from './run-size.ts';

/** Kept free beside what a run writes next: other programs need room as well. */
export const RESERVE_BYTES = 64 * 1024 * 1024;
/** Where its user did not say how often, a run's checkpoints are spaced so that it takes this share of what is free. */
const SHARE_UNASKED = 0.1;

/** What a run must find free before it trains on: its next checkpoint, whole, and the reserve. */
export const neededBytes = (run: PlannedRun): number => estimateRunSize(run).checkpoint + RESERVE_BYTES;

/**
 * How a run stands to the disk: it fits; it pauses on the way, when the disk is nearly full; or there is no room for its
 * next checkpoint.
 */
export type DiskRoom = 'enough' | 'short' | 'none';

/** @param usedBytes what it takes already */
export function diskRoom(run: PlannedRun, freeBytes: number, usedBytes = 0): DiskRoom {
  if (freeBytes < neededBytes(run)) return 'none';
  return freeBytes + usedBytes < estimateRunSize(run).total + RESERVE_BYTES ? 'short' : 'enough';
}

export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en')} MB`;

/** Why a run would pause, in a sentence; null where it fits. @param usedBytes what it takes already */
export function roomWords(run: PlannedRun, freeBytes: number, usedBytes = 0): string | null {
  const room = diskRoom(run, freeBytes, usedBytes);
  const free = megabytes(freeBytes);
  switch (room) {
    case 'enough':
      return null;
    case 'short':
      return (
        `This run will take about ${megabytes(estimateRunSize(run).total - usedBytes)}${usedBytes > 0 ? ' more' : ''}, and only ${free} are free: it pauses when the ` +
        'disk is nearly full.'
      );
    case 'none':
      return (
        `Only ${free} are free where the library lies, and the next checkpoint needs ` +
        `${megabytes(neededBytes(run))}, ${megabytes(RESERVE_BYTES)} of it kept for other programs. Free some space first.`
      );
    default:
      return assertNever(room);
  }
}

/**
 * The run with its checkpoints so far apart that it takes at most a tenth of what is free, a whole number of times as far
 * as they are; as it is where it takes no more. Pictures and measurements stay as often as they are: where they alone take more,
 * checkpoints are spaced by what they take themselves.
 */
export function withSpacedCheckpoints<Run extends PlannedRun>(run: Run, freeBytes: number): Run {
  const base = run.config['checkpoint.everySteps'] || run.stepsPerEpoch;
  const furthest = Math.max(1, Math.min(Math.ceil(run.totalSteps / base), Math.floor(FURTHEST_APART / base)));
  const spaced = (times: number): Run => ({
    ...run,
    config: { ...run.config, 'checkpoint.everySteps': base * times },
  });
  const room = SHARE_UNASKED * freeBytes;
  const allFits = (candidate: Run): boolean => estimateRunSize(candidate).total <= room;
  const fits = allFits(spaced(furthest))
    ? allFits
    : (candidate: Run): boolean => estimateRunSize(candidate).checkpoints <= room;
  if (fits(run)) return run;
  // The further apart, the fewer are kept: halve the distance to the first that fits.
  let [tooNear, far] = [1, furthest];
  while (far - tooNear > 1) {
    const middle = Math.floor((tooNear + far) / 2);
    if (fits(spaced(middle))) far = middle;
    else tooNear = middle;
  }
  const found = spaced(far);
  // Where the settings keep no fewer for it, checkpoints far apart would be a risk for nothing.
  return estimateRunSize(found).checkpoints < estimateRunSize(run).checkpoints ? found : run;
}

/** What spacing them did, in a sentence. @param run as it was spaced */
export const spacingWords = (run: PlannedRun): string =>
  `A checkpoint is saved each ${run.config['checkpoint.everySteps'].toLocaleString('en')} steps, so that the run takes ` +
  `about ${megabytes(estimateRunSize(run).total)}: without being asked, no more than a tenth of what is free.`;
