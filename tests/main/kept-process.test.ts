import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { failureSchema, ForgerError } from '@shared/contract/errors.ts';
import { performApart } from '../../electron/engine/host/apart.ts';
import { keptProcess } from '../../electron/main/jobs/kept-process.ts';

const IDLE = 60_000;
const events = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), at: z.number() }),
  z.object({ type: z.literal('answer'), text: z.string() }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
type Event = z.infer<typeof events>;

/** Processes that answer what they are told to, and say which of them answered. */
class Processes {
  started = 0;
  alive = 0;

  readonly launch = () => {
    this.started += 1;
    this.alive += 1;
    const number = this.started;
    let gone = false;
    let say: (message: unknown) => void = () => undefined;
    let exit: () => void = () => undefined;
    const kill = (): void => {
      if (gone) return;
      gone = true;
      this.alive -= 1;
      exit();
    };
    return {
      postMessage: (task: string) => {
        say({ type: 'progress', at: 1 });
        if (task === 'die') return kill();
        if (task === 'fail') say({ type: 'failed', error: { code: 'damaged', message: 'Damaged.' } });
        else if (task !== 'wait') say({ type: 'answer', text: `${task} by ${number}` });
      },
      onMessage: (listener: (message: unknown) => void) => (say = listener),
      onExit: (listener: () => void) => (exit = listener),
      kill,
    };
  };
}

let processes: Processes;
let kept: ReturnType<typeof keptProcess<string>>;
beforeEach(() => {
  vi.useFakeTimers();
  processes = new Processes();
  kept = keptProcess(processes.launch, IDLE);
});
afterEach(() => vi.useRealTimers());

const ask = async (task: string, signal = new AbortController().signal): Promise<string> => {
  const answer = await performApart<string, Event>({
    ...{ launch: kept.launch, task, events, signal, onProgress: () => undefined },
    gone: () => new ForgerError('internal', 'Gone.'),
  });
  return answer.text;
};

describe('a process that is kept', () => {
  test('answers one task after another, until it has waited for too long', async () => {
    expect([await ask('a'), await ask('b')]).toEqual(['a by 1', 'b by 1']);
    vi.advanceTimersByTime(IDLE - 1);
    expect(await ask('c')).toBe('c by 1');
    vi.advanceTimersByTime(IDLE);
    expect(processes.alive).toBe(0);
    expect(await ask('d')).toBe('d by 2');
    kept.close();
    expect(processes.alive).toBe(0);
  });

  test.each([
    ['fail', 'Damaged.'],
    ['die', 'Gone.'],
  ])('after "%s" another takes its place', async (task, message) => {
    await ask('a');
    await expect(ask(task)).rejects.toThrow(message);
    expect(processes.alive).toBe(0);
    expect(await ask('b')).toBe('b by 2');
  });

  test('is ended where a task is broken off', async () => {
    const controller = new AbortController();
    const asked = ask('wait', controller.signal);
    controller.abort();
    await expect(asked).rejects.toThrow();
    expect(processes.alive).toBe(0);
  });
});
