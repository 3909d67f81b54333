import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { Requests } from '@shared/ports/requests.ts';

type Sent = { message: string; request: number };

function requests(): { to: Requests<string, string>; sent: Sent[] } {
  const sent: Sent[] = [];
  return { to: new Requests((message, request) => void sent.push({ message, request })), sent };
}

const gone = new ForgerError('engine-stopped', 'It is gone.');

describe('requests', () => {
  it('gives each who asks the answer under their number, in whatever order answers come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 20 })
          .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count })),
        async (order) => {
          const { to, sent } = requests();
          const asked = order.map((_, index) => to.ask(`question ${index}`));
          for (const index of order) {
            const { message, request } = sent[index]!;
            expect(to.answer(request, `answer to ${message}`)).toBe(true);
          }
          expect(await Promise.all(asked)).toEqual(order.map((_, index) => `answer to question ${index}`));
          expect(to.waiting).toEqual([]);
        },
      ),
    );
  });

  it('fails the one request that the far end failed', async () => {
    const { to } = requests();
    const [first, second] = [to.ask('a'), to.ask('b')];
    to.fail(0, gone);
    to.answer(1, 'fine');
    await expect(first).rejects.toBe(gone);
    await expect(second).resolves.toBe('fine');
  });

  it('knows what waits longest', () => {
    const { to } = requests();
    expect(to.oldest).toBeNull();
    for (const message of ['a', 'b', 'c']) to.ask(message).catch(() => undefined);
    to.answer(0, '');
    expect(to.oldest).toBe(1);
    expect(to.waiting).toEqual(['b', 'c']);
    expect(to.asked).toBe(3);
  });

  it('says so where nobody waits for an answer', () => {
    const { to } = requests();
    expect(to.answer(7, 'what?')).toBe(false);
    expect(to.fail(7, gone)).toBe(false);
  });

  it('fails everything when the far end is gone, and what is asked afterwards, for the first reason', async () => {
    const { to, sent } = requests();
    const asked = [to.ask('a'), to.ask('b')];
    to.end(gone);
    to.end(new Error('later'));
    for (const one of asked) await expect(one).rejects.toBe(gone);
    await expect(to.ask('c')).rejects.toBe(gone);
    expect(sent).toHaveLength(2);
    expect(to.answer(0, 'too late')).toBe(false);
  });
});

describe('cancelling', () => {
  it('is heard at once, and the late answer is let go', async () => {
    const { to } = requests();
    const controller = new AbortController();
    const asked = to.ask('a', { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(to.waiting).toEqual([]);
    expect(to.answer(0, 'late')).toBe(true);
    expect(to.answer(0, 'twice')).toBe(false);
  });

  it('asks nothing when it came before', async () => {
    const { to, sent } = requests();
    await expect(to.ask('a', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(sent).toEqual([]);
  });

  it('leaves the far end the last word where it is told', async () => {
    const { to } = requests();
    const controller = new AbortController();
    const told: number[] = [];
    const cancel = (request: number): void => void told.push(request);
    const [done, stopped] = ['a', 'b'].map((one) => to.ask(one, { signal: controller.signal, cancel }));
    controller.abort();
    expect(told).toEqual([0, 1]);
    to.answer(0, 'was done already');
    to.end(gone);
    await expect(done).resolves.toBe('was done already');
    await expect(stopped).rejects.toBe(gone);
  });

  it('tells nobody of what was answered', async () => {
    const { to } = requests();
    const controller = new AbortController();
    const told: number[] = [];
    const asked = to.ask('a', { signal: controller.signal, cancel: (request) => void told.push(request) });
    to.answer(0, 'done');
    await asked;
    controller.abort();
    expect(told).toEqual([]);
  });
});
