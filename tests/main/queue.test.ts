import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { RunQueue, type QueueEffects } from '../../electron/main/engine/queue.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function queueWith(effects: Partial<QueueEffects> = {}, atOnce = 1) {
  const calls: string[] = [];
  const note =
    (what: string) =>
    async (run: string, message?: string | null): Promise<void> => {
      calls.push([what, run, ...(message ? [message] : [])].join(' '));
    };
  const queue = new RunQueue(
    {
      train: note('train'),
      stop: note('stop'),
      markWaiting: note('waiting'),
      markStopped: note('stopped'),
      markFailed: note('failed'),
      onChange: () => undefined,
      keepQueue: (waiting) => void calls.push(['queue', ...waiting].join(' ')),
      log: (line) => calls.push(`log ${line}`),
      ...effects,
    },
    atOnce,
  );
  return { queue, calls };
}

describe('RunQueue', () => {
  it('trains one run at a time, in the order they were asked for', async () => {
    const { queue, calls } = queueWith();
    await queue.enqueue('a');
    await queue.enqueue('b');
    await queue.enqueue('c');
    await settle();
    expect(queue.training).toEqual(['a']);
    expect(queue.waiting).toEqual(['b', 'c']);
    queue.ended('a');
    await settle();
    expect(queue.training).toEqual(['b']);
    expect(calls.filter((call) => call.startsWith('train'))).toEqual(['train a', 'train b']);
  });

  it('writes that a run waits before it can get its turn', async () => {
    const { queue, calls } = queueWith();
    await queue.enqueue('a');
    await settle();
    expect(calls).toEqual(['waiting a', 'queue a', 'queue', 'train a']);
  });

  it('says of a run on its way in whether it waits for anybody', async () => {
    const { queue } = queueWith();
    const [first, second] = [queue.enqueue('a'), queue.enqueue('b')];
    expect(queue.beginning).toEqual(['a']);
    await Promise.all([first, second]);
    expect(queue.beginning).toEqual(['a']);
    const third = queue.enqueue('c');
    expect(queue.beginning).toEqual(['a']);
    await third;
    const { queue: held } = queueWith();
    held.hold();
    const fourth = held.enqueue('d');
    expect(held.beginning).toEqual([]);
    await fourth;
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
    expect(queue.training).toEqual(['b']);
  });

  it('stops the run that trains through the engine, and a waiting one by taking it out of the queue', async () => {
    const { queue, calls } = queueWith();
    await queue.enqueue('a');
    await queue.enqueue('b');
    await settle();
    await queue.stop('b');
    await queue.stop('a');
    expect(calls.slice(-3)).toEqual(['queue', 'stopped b', 'stop a']);
    expect(queue.training).toEqual(['a']);
    queue.ended('a');
    await settle();
    expect(queue.training).toEqual([]);
  });

  it('refuses to stop a run it does not hold', async () => {
    await expect(queueWith().queue.stop('z')).rejects.toMatchObject({ code: 'busy' });
  });

  it('ignores the end of a run that does not train', async () => {
    const { queue } = queueWith();
    await queue.enqueue('a');
    await settle();
    queue.ended('b');
    expect(queue.training).toEqual(['a']);
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
    expect(calls.at(-1)).toBe('queue b c');
  });

  it('moves a waiting run, keeps the order of each moment, and trains in the new order', async () => {
    const { queue, calls } = queueWith();
    for (const run of ['a', 'b', 'c', 'd']) await queue.enqueue(run);
    await settle();
    queue.move('d', 0);
    expect(queue.waiting).toEqual(['d', 'b', 'c']);
    queue.move('b', 99);
    expect(calls.at(-1)).toBe('queue d c b');
    queue.ended('a');
    await settle();
    expect(queue.training).toEqual(['d']);
    expect(calls.filter((call) => call.startsWith('queue')).at(-1)).toBe('queue c b');
    expect(() => queue.move('d', 0)).toThrow(ForgerError);
  });

  it('trains so many at once, and as many as are allowed from then on', async () => {
    const { queue } = queueWith({}, 2);
    for (const run of ['a', 'b', 'c', 'd', 'e']) await queue.enqueue(run);
    expect(queue.training).toEqual(['a', 'b']);
    queue.setAtOnce(3);
    expect(queue.training).toEqual(['a', 'b', 'c']);
    // Fewer: those that train go on, and none takes the place of one that ends.
    queue.setAtOnce(1);
    queue.ended('b');
    queue.ended('c');
    expect(queue.training).toEqual(['a']);
    queue.ended('a');
    expect(queue.training).toEqual(['d']);
    expect(queue.waiting).toEqual(['e']);
  });

  it('begins nothing while the queue is held, and goes on when it is released', async () => {
    const { queue } = queueWith();
    await queue.enqueue('a');
    queue.hold();
    await queue.enqueue('b');
    queue.ended('a');
    await settle();
    expect([queue.training, queue.waiting]).toEqual([[], ['b']]);
    queue.release();
    expect([queue.training, queue.waiting]).toEqual([['b'], []]);
  });

  it('is not held up by runs that cannot begin, however many there are', async () => {
    const train = async (run: string): Promise<void> => {
      if (run !== 'last') throw new ForgerError('not-found', 'The images are gone.');
    };
    const { queue, calls } = queueWith({ train });
    for (const run of ['a', 'b', 'c', 'last']) await queue.enqueue(run);
    await settle();
    expect(calls.filter((call) => call.startsWith('failed'))).toHaveLength(3);
    expect(queue.training).toEqual(['last']);
  });

  it('never trains more than may, none while it is held, loses none and repeats none, whatever happens', async () => {
    const run = fc.integer({ min: 0, max: 7 }).map((number) => `r${number}`);
    const action = fc.oneof(
      fc.record({ kind: fc.constant('enqueue' as const), run }),
      fc.record({ kind: fc.constant('stop' as const), run }),
      fc.record({ kind: fc.constant('end' as const), run }),
      fc.record({ kind: fc.constant('hold' as const) }),
      fc.record({ kind: fc.constant('release' as const) }),
      fc.record({ kind: fc.constant('atOnce' as const), atOnce: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('move' as const), run, place: fc.nat(9) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), fc.scheduler(), async (actions, scheduler) => {
        const training = new Set<string>();
        let [held, atOnce] = [false, 1];
        const { queue } = queueWith({
          markWaiting: scheduler.scheduleFunction(async () => undefined),
          train: async (run) => {
            expect(training.has(run)).toBe(false);
            expect(training.size).toBeLessThan(atOnce);
            expect(held).toBe(false);
            training.add(run);
          },
        });
        const asked = new Set<string>();
        const end = (run: string): void => {
          if (training.delete(run)) asked.delete(run);
          queue.ended(run);
        };
        for (const step of actions) {
          if (step.kind === 'enqueue') void queue.enqueue(step.run).then(() => asked.add(step.run));
          else if (step.kind === 'end') end(step.run);
          else if (step.kind === 'atOnce') queue.setAtOnce((atOnce = step.atOnce));
          else if (step.kind === 'hold' || step.kind === 'release') {
            held = step.kind === 'hold';
            queue[step.kind]();
          } else if (step.kind === 'move') {
            const before = queue.waiting;
            if (before.includes(step.run)) queue.move(step.run, step.place);
            expect([...queue.waiting].sort()).toEqual([...before].sort());
          } else if (queue.waiting.includes(step.run)) {
            asked.delete(step.run);
            await queue.stop(step.run);
          }
          await settle();
        }
        await scheduler.waitIdle();
        await settle();
        expect(new Set(queue.waiting).size).toBe(queue.waiting.length);
        expect(queue.training.some((run) => queue.waiting.includes(run))).toBe(false);
        expect(new Set(queue.training)).toEqual(training);
        held = false;
        queue.release();
        for (let left = queue.waiting.length + training.size; left > 0; left -= 1) {
          for (const run of [...training]) end(run);
          await settle();
        }
        expect(queue.idle).toBe(true);
        expect(asked).toEqual(new Set());
      }),
      { numRuns: 300 },
    );
  });
});
