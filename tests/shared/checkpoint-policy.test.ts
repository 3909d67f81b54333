import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestStep,
  checkpointsLeft,
  checkpointsToDrop,
  policyOf,
  type CheckpointPolicy,
  type ScoredCheckpoint,
} from '@shared/checkpoint-policy.ts';

const nothing = new Set<number>();
const at = (step: number, score: number | null = null): ScoredCheckpoint => ({ step, score, pending: false });
const STEPS = [at(100, 9), at(200, 4), at(300, 7), at(400, 4), at(500, 5), at(600)];

describe('thinning checkpoints', () => {
  it('keeps all', () => {
    expect(checkpointsToDrop({ keep: 'all' }, STEPS, nothing)).toEqual([]);
  });

  it('keeps the last of each so many steps, and the two newest', () => {
    expect(checkpointsToDrop({ keep: 'every', steps: 300 }, STEPS, nothing)).toEqual([100, 200, 400]);
    expect(checkpointsToDrop({ keep: 'every', steps: 250 }, STEPS, nothing)).toEqual([100, 300, 400]);
    expect(checkpointsToDrop({ keep: 'every', steps: 1 }, STEPS, nothing)).toEqual([]);
  });

  it('keeps the pinned and the two newest', () => {
    expect(checkpointsToDrop({ keep: 'newest' }, STEPS, new Set([200]))).toEqual([100, 300, 400]);
    expect(checkpointsToDrop({ keep: 'newest' }, STEPS, nothing)).toEqual([100, 200, 300, 400]);
    expect(checkpointsToDrop({ keep: 'newest' }, [at(100)], nothing)).toEqual([]);
  });

  it('keeps the best beside them: the nearest to the images, the first of equals', () => {
    expect(checkpointsToDrop({ keep: 'best' }, STEPS, new Set([300]))).toEqual([100, 400]);
    expect(checkpointsToDrop({ keep: 'best' }, [at(1, 3), at(2), at(3, 0), at(4, 2), at(5, 1)], nothing)).toEqual([
      1, 2,
    ]);
    // Where none was measured, none is the best.
    expect(checkpointsToDrop({ keep: 'best' }, [at(1), at(2), at(3)], nothing)).toEqual([1]);
    expect(bestStep(STEPS)).toBe(200);
    expect(bestStep([...STEPS].reverse())).toBe(200);
    expect(bestStep([])).toBeNull();
  });

  const policy: fc.Arbitrary<CheckpointPolicy> = fc.oneof(
    fc.constant({ keep: 'all' as const }),
    fc.constant({ keep: 'newest' as const }),
    fc.constant({ keep: 'best' as const }),
    fc.integer({ min: 1, max: 500 }).map((steps) => ({ keep: 'every' as const, steps })),
  );

  it('never lets go of the two newest, a pinned one or one that waits to be measured, and drops nothing that is not there', () => {
    fc.assert(
      fc.property(
        policy,
        fc.uniqueArray(fc.record({ step: fc.nat(2000), score: fc.option(fc.nat(50)), pending: fc.boolean() }), {
          selector: ({ step }) => step,
        }),
        fc.uniqueArray(fc.nat(2000)),
        (chosen, checkpoints, pinned) => {
          const dropped = checkpointsToDrop(chosen, checkpoints, new Set(pinned));
          const steps = checkpoints.map(({ step }) => step);
          if (chosen.keep === 'best') expect(dropped).not.toContain(bestStep(checkpoints));
          const newest = [...steps].sort((a, b) => b - a).slice(0, 2);
          const waiting = checkpoints.flatMap(({ step, pending }) => (pending ? [step] : []));
          for (const step of dropped) {
            expect(steps).toContain(step);
            expect([...newest, ...pinned, ...waiting]).not.toContain(step);
          }
          expect(dropped).toEqual([...dropped].sort((a, b) => a - b));
          const left = checkpoints.filter(({ step }) => !dropped.includes(step));
          expect(checkpointsToDrop(chosen, left, new Set(pinned))).toEqual([]);
        },
      ),
    );
  });

  it('leaves as many as it says before a run starts', () => {
    fc.assert(
      fc.property(
        policy,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 2000 }),
        (chosen, every, total) => {
          let kept: ScoredCheckpoint[] = [];
          for (let step = 1; step <= total; step += 1) {
            if (step % every !== 0 && step !== total) continue;
            kept.push(at(step, (step * 7919) % 101));
            const dropped = checkpointsToDrop(chosen, kept, nothing);
            kept = kept.filter((other) => !dropped.includes(other.step));
          }
          expect(kept.length).toBeLessThanOrEqual(checkpointsLeft(chosen, total, every) + 1);
          expect(kept.length).toBeGreaterThanOrEqual(checkpointsLeft(chosen, total, every) - 2);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what settings say of checkpoints', () => {
  it.each([
    ['all', []],
    ['every', [100, 200, 400]],
    ['newest', [100, 200, 300, 400]],
    ['best', [100, 300, 400]],
  ] as const)('%s lets go %j', (keep, dropped) => {
    const policy = policyOf({ 'checkpoint.keep': keep, 'checkpoint.keepEvery': 300 });
    expect(checkpointsToDrop(policy, STEPS, nothing)).toEqual(dropped);
  });
});
