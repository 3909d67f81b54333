import { assertNever } from './assert-never.ts';
import type { RunConfig } from './config/schema.ts';
import { bestOf } from './score.ts';
import type { CheckpointEntry } from './run.ts';

/** Which checkpoints of a run are kept as new ones come. */
export type CheckpointPolicy =
  | { keep: 'all' }
  /** The last one of each so many steps. */
  | { keep: 'every'; steps: number }
  /** The newest and the pinned. */
  | { keep: 'newest' }
  /** The same, and the best. */
  | { keep: 'best' };

/** A checkpoint as a policy sees it. */
export interface ScoredCheckpoint {
  step: number;
  /** What it is ranked by, the lower the better; null where that was not measured. */
  score: number | null;
  /** It waits to be measured, which it could not be if it went. */
  pending: boolean;
}

/** The step of the best checkpoint, the first of equals; null where none was measured. */
export const bestStep = (checkpoints: readonly Pick<ScoredCheckpoint, 'step' | 'score'>[]): number | null =>
  bestOf(checkpoints.flatMap(({ step, score }) => (score === null ? [] : [{ step, score }])))?.step ?? null;

/** What a run's settings say. */
export function policyOf(config: Pick<RunConfig, 'checkpoint.keep' | 'checkpoint.keepEvery'>): CheckpointPolicy {
  switch (config['checkpoint.keep']) {
    case 'all':
      return { keep: 'all' };
    case 'every':
      return { keep: 'every', steps: config['checkpoint.keepEvery'] };
    case 'newest':
      return { keep: 'newest' };
    case 'best':
      return { keep: 'best' };
    default:
      return assertNever(config['checkpoint.keep']);
  }
}

/** What a run can do with at least, where the disk is full: the best stays where checkpoints are measured for it. */
export const leanestPolicy = (policy: CheckpointPolicy): CheckpointPolicy =>
  policy.keep === 'best' ? policy : { keep: 'newest' };

/** The newest, and the one before it: should the newest be damaged, the run falls back by one. */
const NEWEST_KEPT = 2;

function chosen(policy: CheckpointPolicy, checkpoints: readonly ScoredCheckpoint[]): Iterable<number> {
  const ascending = checkpoints.map(({ step }) => step);
  switch (policy.keep) {
    case 'all':
      return ascending;
    case 'every':
      // Later steps of one window take the place of earlier ones.
      return new Map(ascending.map((step) => [Math.floor((step - 1) / Math.max(1, policy.steps)), step])).values();
    case 'newest':
      return [];
    case 'best': {
      const best = bestStep(checkpoints);
      return best === null ? [] : [best];
    }
    default:
      return assertNever(policy);
  }
}

/**
 * Steps of the checkpoints that a policy lets go, oldest first. Pinned ones, those that wait to be measured, and the two
 * newest always stay.
 * @param pinned chosen by the user
 */
export function checkpointsToDrop(
  policy: CheckpointPolicy,
  checkpoints: readonly ScoredCheckpoint[],
  pinned: ReadonlySet<number>,
): number[] {
  const ascending = [...checkpoints].sort((a, b) => a.step - b.step);
  const newest = ascending.slice(-NEWEST_KEPT).map(({ step }) => step);
  const waiting = ascending.flatMap(({ step, pending }) => (pending ? [step] : []));
  const stay = new Set([...chosen(policy, ascending), ...newest, ...waiting, ...pinned]);
  return ascending.map(({ step }) => step).filter((step) => !stay.has(step));
}

/** Checkpoints that can go for want of room. */
export interface Thinning {
  /** Oldest first. */
  steps: number[];
  bytes: number;
}

/** What letting the older checkpoints of a run go would free. */
export function thinningOf(
  config: Pick<RunConfig, 'checkpoint.keep' | 'checkpoint.keepEvery'>,
  checkpoints: readonly CheckpointEntry[],
): Thinning {
  const pinned = new Set(checkpoints.filter((checkpoint) => checkpoint.pinned).map(({ step }) => step));
  const steps = checkpointsToDrop(leanestPolicy(policyOf(config)), checkpoints, pinned);
  const going = new Set(steps);
  return { steps, bytes: checkpoints.reduce((sum, { step, bytes }) => sum + (going.has(step) ? bytes : 0), 0) };
}

/** How many checkpoints of a finished run a policy leaves, the pinned ones aside. @param every steps between two */
export function checkpointsLeft(policy: CheckpointPolicy, totalSteps: number, every: number): number {
  const whole = Math.floor(totalSteps / every);
  const made = whole + (totalSteps % every === 0 ? 0 : 1);
  switch (policy.keep) {
    case 'all':
      return made;
    case 'every': {
      const windows = Math.ceil(totalSteps / Math.max(every, policy.steps));
      return Math.min(made, windows + 1);
    }
    case 'newest':
      return Math.min(made, NEWEST_KEPT);
    case 'best':
      return Math.min(made, NEWEST_KEPT + 1);
    default:
      return assertNever(policy);
  }
}
