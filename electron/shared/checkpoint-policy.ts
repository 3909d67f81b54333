import { assertNever } from './assert-never.ts';
import type { RunConfig } from './config/schema.ts';

/** Which checkpoints of a run are kept as new ones come. */
export type CheckpointPolicy =
  | { keep: 'all' }
  /** The last one of each so many steps. */
  | { keep: 'every'; steps: number }
  /** The newest and the pinned. */
  | { keep: 'newest' };

/** What a run's settings say. */
export function policyOf(config: Pick<RunConfig, 'checkpoint.keep' | 'checkpoint.keepEvery'>): CheckpointPolicy {
  switch (config['checkpoint.keep']) {
    case 'all':
      return { keep: 'all' };
    case 'every':
      return { keep: 'every', steps: config['checkpoint.keepEvery'] };
    case 'newest':
      return { keep: 'newest' };
    default:
      return assertNever(config['checkpoint.keep']);
  }
}

/** The newest, and the one before it: should the newest be damaged, the run falls back by one. */
const NEWEST_KEPT = 2;

function chosen(policy: CheckpointPolicy, ascending: readonly number[]): Iterable<number> {
  switch (policy.keep) {
    case 'all':
      return ascending;
    case 'every':
      // Later steps of one window take the place of earlier ones.
      return new Map(ascending.map((step) => [Math.floor((step - 1) / Math.max(1, policy.steps)), step])).values();
    case 'newest':
      return [];
    default:
      return assertNever(policy);
  }
}

/**
 * Steps of the checkpoints that a policy lets go, oldest first. Pinned ones and the two newest always stay.
 * @param pinned chosen by the user: no number that training gives says which checkpoint is the best
 */
export function checkpointsToDrop(
  policy: CheckpointPolicy,
  steps: readonly number[],
  pinned: ReadonlySet<number>,
): number[] {
  const ascending = [...steps].sort((a, b) => a - b);
  const stay = new Set([...chosen(policy, ascending), ...ascending.slice(-NEWEST_KEPT), ...pinned]);
  return ascending.filter((step) => !stay.has(step));
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
    default:
      return assertNever(policy);
  }
}
