import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointsLeft, checkpointsToDrop, policyOf, type CheckpointPolicy } from '@shared/checkpoint-policy.ts';

const nothing = new Set<number>();
const STEPS = [100, 200, 300, 400, 500, 600];

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
    expect(checkpointsToDrop({ keep: 'newest' }, [100], nothing)).toEqual([]);
  });

  const policy: fc.Arbitrary<CheckpointPolicy> = fc.oneof(
    fc.constant({ keep: 'all' as const }),
    fc.constant({ keep: 'newest' as const }),
    fc.integer({ min: 1, max: 500 }).map((steps) => ({ keep: 'every' as const, steps })),
  );

  it('never lets go of the two newest or a pinned one, and drops nothing that is not there', () => {
    fc.assert(
      fc.property(
        policy,
        fc.uniqueArray(fc.nat(2000)),
        fc.uniqueArray(fc.nat(2000)),
        (chosen, steps, pinned) => {
          const dropped = checkpointsToDrop(chosen, steps, new Set(pinned));
          const newest = [...steps].sort((a, b) => b - a).slice(0, 2);
          for (const step of dropped) {
            expect(steps).toContain(step);
            expect([...newest, ...pinned]).not.toContain(step);
          }
          expect(dropped).toEqual([...dropped].sort((a, b) => a - b));
          const left = steps.filter((step) => !dropped.includes(step));
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
          let kept: number[] = [];
          for (let step = 1; step <= total; step += 1) {
            if (step % every !== 0 && step !== total) continue;
            kept.push(step);
            const dropped = checkpointsToDrop(chosen, kept, nothing);
            kept = kept.filter((other) => !dropped.includes(other));
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
  ] as const)('%s lets go %j', (keep, dropped) => {
    const policy = policyOf({ 'checkpoint.keep': keep, 'checkpoint.keepEvery': 300 });
    expect(checkpointsToDrop(policy, STEPS, nothing)).toEqual(dropped);
  });
});
