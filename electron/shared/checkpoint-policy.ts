import { assertNever } from './assert-never.ts';
import type { RunConfig } from './config/schema.ts';

/** Which checkpoints of a run are kept as new ones come. */
export type CheckpointPolicy =
  | { keep: 'all' }
  /** The last one of each so many steps. */
  | { keep: 'every'; steps: number }
  /** The best, the newest and the pinned. */
  | { keep: 'best' };

/** What a run's settings say. */
export function policyOf(config: Pick<RunConfig, 'checkpoint.keep' | 'checkpoint.keepEvery'>): CheckpointPolicy {
  switch (config['checkpoint.keep']) {
    case 'all':
      return { keep: 'all' };
    case 'every':
      return { keep: 'every', steps: config['checkpoint.keepEvery'] };
    case 'newest':
      // Nothing scores a checkpoint while it trains.
      return { keep: 'best' };
    default:
      return assertNever(config['checkpoint.keep']);
  }
}

export interface KeptCheckpoints {
  /** Chosen by the user: never dropped. */
  pinned: ReadonlySet<number>;
  /** Step of the checkpoint that scored best; null where nothing was scored. */
  best: number | null;
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
    case 'best':
      return [];
    default:
      return assertNever(policy);
  }
}

/** Steps of the checkpoints that a policy lets go, oldest first. Pinned, best and the two newest always stay. */
export function checkpointsToDrop(policy: CheckpointPolicy, steps: readonly number[], kept: KeptCheckpoints): number[] {
  const ascending = [...steps].sort((a, b) => a - b);
  const stay = new Set([...chosen(policy, ascending), ...ascending.slice(-NEWEST_KEPT), ...kept.pinned]);
  if (kept.best !== null) stay.add(kept.best);
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
    case 'best':
      return Math.min(made, NEWEST_KEPT + 1);
    default:
      return assertNever(policy);
  }
}
