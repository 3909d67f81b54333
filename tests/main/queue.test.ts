import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { RunQueue, type QueueEffects } from '../../electron/main/engine/queue.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function queueWith(effects: Partial<QueueEffects> = {}) {
  const calls: string[] = [];
  const note =
    (what: string) =>
    async (run: string, message?: string | null): Promise<void> => {
      calls.push([what, run, ...(message ? [message] : [])].join(' '));
    };
  const queue = new RunQueue({
    train: note('train'),
    stop: note('stop'),
    markWaiting: note('waiting'),
    markStopped: note('stopped'),
    markFailed: note('failed'),
    onChange: () => undefined,
    keepLine: (line) => void calls.push(['line', ...line].join(' ')),
    log: (line) => calls.push(`log ${line}`),
    ...effects,
  });
  return { queue, calls };
}

describe('RunQueue', () => {
  it('trains one run at a time, in the order they were asked for', async () => {
    const { queue, calls } = queueWith();
    await queue.enqueue('a');
    await queue.enqueue('b');
    await queue.enqueue('c');
    await settle();
    expect(queue.training).toBe('a');
    expect(queue.waiting).toEqual(['b', 'c']);
    queue.ended('a');
    await settle();
    expect(queue.training).toBe('b');
    expect(calls.filter((call) => call.startsWith('train'))).toEqual(['train a', 'train b']);
  });

  it('writes that a run waits before it can get its turn', async () => {
    const { queue, calls } = queueWith();
    await queue.enqueue('a');
    await settle();
    expect(calls).toEqual(['waiting a', 'line a', 'line', 'train a']);
  });

  it('takes a run in once, however often it is asked', async () => {
    const { queue, calls } = queueWith();
    await Promise.all([queue.enqueue('a'), queue.enqueue('a'), queue.enqueue('b')]);
    await Promise.all([queue.enqueue('a'), queue.enqueue('b')]);
    await settle();
    expect(calls.filter((call) => call.startsWith('train'))).toEqual(['train a']);
    expect(queue.waiting).toEqual(['b']);
  });

  it('leaves out a run that cannot be written as waiting, and tells why', async () => {
    const { queue } = queueWith({ markWaiting: () => Promise.reject(new ForgerError('busy', 'Held elsewhere.')) });
    await expect(queue.enqueue('a')).rejects.toThrow('Held elsewhere.');
    expect(queue.holds('a')).toBe(false);
  });

  it('writes why a run could not begin, and goes on with the next', async () => {
    const train = vi.fn(async (run: string) => {
      if (run === 'a') throw new ForgerError('out-of-memory', 'Too large.');
    });
    const { queue, calls } = queueWith({ train });
    await queue.enqueue('a');
    await queue.enqueue('b');
    await settle();
    expect(calls).toContain('failed a Too large.');
    expect(queue.training).toBe('b');
  });

  it('stops the run that trains through the engine, and a waiting one by taking it out of the line', async () => {
    const { queue, calls } = queueWith();
    await queue.enqueue('a');
    await queue.enqueue('b');
    await settle();
    await queue.stop('b');
    await queue.stop('a');
    expect(calls.slice(-3)).toEqual(['line', 'stopped b', 'stop a']);
    expect(queue.training).toBe('a');
    queue.ended('a');
    await settle();
    expect(queue.training).toBeNull();
  });

  it('refuses to stop a run it does not hold', async () => {
    await expect(queueWith().queue.stop('z')).rejects.toMatchObject({ code: 'busy' });
  });

  it('ignores the end of a run that does not train', async () => {
    const { queue } = queueWith();
    await queue.enqueue('a');
    await settle();
    queue.ended('b');
    expect(queue.training).toBe('a');
  });

  it('begins nothing more once the app closes: who waits keeps its place', async () => {
    const { queue, calls } = queueWith();
    for (const run of ['a', 'b', 'c']) await queue.enqueue(run);
    await settle();
    queue.close();
    queue.ended('a');
    await settle();
    expect(queue.waiting).toEqual(['b', 'c']);
    expect(calls.filter((call) => call.startsWith('train'))).toEqual(['train a']);
    expect(calls.at(-1)).toBe('line b c');
  });

  it('moves a waiting run, keeps the order of each moment, and trains in the new order', async () => {
    const { queue, calls } = queueWith();
    for (const run of ['a', 'b', 'c', 'd']) await queue.enqueue(run);
    await settle();
    queue.move('d', 0);
    expect(queue.waiting).toEqual(['d', 'b', 'c']);
    queue.move('b', 99);
    expect(calls.at(-1)).toBe('line d c b');
    queue.ended('a');
    await settle();
    expect(queue.training).toBe('d');
    expect(calls.filter((call) => call.startsWith('line')).at(-1)).toBe('line c b');
    expect(() => queue.move('d', 0)).toThrow(ForgerError);
  });

  it('never trains two at once, loses none and repeats none, whatever happens in which order', async () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('enqueue' as const), run: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('stop' as const), run: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('end' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), fc.scheduler(), async (actions, scheduler) => {
        let training: string | null = null;
        const { queue } = queueWith({
          markWaiting: scheduler.scheduleFunction(async () => undefined),
          train: async (run) => {
            expect(training).toBeNull();
            training = run;
          },
        });
        const asked = new Set<string>();
        const end = (): void => {
          const run = training;
          training = null;
          if (run !== null) asked.delete(run);
          queue.ended(run);
        };
        for (const { kind, ...rest } of actions) {
          const run = 'run' in rest ? `r${rest.run}` : '';
          if (kind === 'enqueue') void queue.enqueue(run).then(() => asked.add(run));
          else if (kind === 'end') end();
          else if (queue.waiting.includes(run)) {
            asked.delete(run);
            await queue.stop(run);
          }
          await settle();
        }
        await scheduler.waitIdle();
        await settle();
        expect(new Set(queue.waiting).size).toBe(queue.waiting.length);
        for (let left = queue.waiting.length + 1; left > 0; left -= 1) {
          end();
          await settle();
        }
        expect(queue.training).toBeNull();
        expect(asked).toEqual(new Set());
      }),
      { numRuns: 200 },
    );
  });
});
