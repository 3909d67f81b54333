import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineCommand } from '@shared/contract/engine-messages.ts';
import type { EngineExit } from '../../electron/main/engine/exit.ts';
import { EngineSupervisor, type EngineChild, type EngineNews } from '../../electron/main/engine/supervisor.ts';

/** A child process that does what a test says. */
class FakeChild implements EngineChild {
  readonly sent: EngineCommand[] = [];
  killed = false;
  #message: (message: unknown) => void = () => undefined;
  #exit: (code: number) => void = () => undefined;

  postMessage(message: EngineCommand): void {
    this.sent.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: (code: number) => void): void {
    this.#exit = listener;
  }
  kill(): boolean {
    this.killed = true;
    queueMicrotask(() => this.#exit(137));
    return true;
  }
  say(message: unknown): void {
    this.#message(message);
  }
  die(code: number): void {
    this.#exit(code);
  }
  get last(): EngineCommand {
    return this.sent.at(-1)!;
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

function supervise() {
  const children: FakeChild[] = [];
  const news: EngineNews[] = [];
  const exits: EngineExit[] = [];
  const log = vi.fn<(line: string) => void>();
  const supervisor = new EngineSupervisor({
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    onNews: (event) => news.push(event),
    onExit: (exit) => exits.push(exit),
    log,
    readySeconds: 30,
    graceSeconds: 5,
  });
  const child = (): FakeChild => children.at(-1)!;
  const start = async (): Promise<FakeChild> => {
    const answer = supervisor.request({ type: 'devices' });
    answer.catch(() => undefined);
    child().say({ type: 'ready', pid: 1 });
    await settle();
    return child();
  };
  return { supervisor, children, child, start, news, exits, log };
}

const TRAIN = { type: 'train', library: '/library', run: 'run-1' } as const;

describe('EngineSupervisor', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('starts the engine at the first request and speaks to it once it is ready', async () => {
    const { supervisor, children, child } = supervise();
    expect(children).toHaveLength(0);
    const answer = supervisor.request(TRAIN);
    await settle();
    expect(child().sent).toEqual([]);
    child().say({ type: 'ready', pid: 7 });
    await settle();
    expect(child().sent).toEqual([{ ...TRAIN, request: expect.any(Number) }]);
    child().say({ type: 'done', request: child().last.request });
    await expect(answer).resolves.toMatchObject({ type: 'done' });
    expect(children).toHaveLength(1);
  });

  it('gives each answer to the request it belongs to', async () => {
    const { supervisor, start } = supervise();
    const child = await start();
    const pause = supervisor.request({ type: 'pause', run: 'run-1' });
    const stop = supervisor.request({ type: 'stop', run: 'run-1' });
    await settle();
    const [, first, second] = child.sent;
    child.say({ type: 'refused', request: second!.request, error: { code: 'busy', message: 'Not now.' } });
    child.say({ type: 'done', request: first!.request });
    await expect(pause).resolves.toMatchObject({ type: 'done' });
    await expect(stop).rejects.toMatchObject({ code: 'busy', message: 'Not now.' });
  });

  it('passes on news and nothing that is none', async () => {
    const { start, news, log } = supervise();
    const child = await start();
    const good = { type: 'run-updated', run: 'run-1', what: 'metrics' };
    for (const message of [
      good,
      null,
      'ready',
      { type: 'unknown' },
      { ...good, run: '../x' },
      { ...good, what: 'all' },
      { type: 'done' },
    ])
      child.say(message);
    expect(news).toEqual([good]);
    expect(log).toHaveBeenCalledTimes(6);
    child.say({ type: 'done', request: 999 });
    expect(log).toHaveBeenLastCalledWith(expect.stringContaining('999'));
  });

  it.each([
    [0, { kind: 'clean' }],
    [1, { kind: 'crashed', code: 1 }],
    [9, { kind: 'terminated', signal: 'SIGKILL' }],
    [137, { kind: 'terminated', signal: 'SIGKILL' }],
    [139, { kind: 'terminated', signal: 'SIGSEGV' }],
    [15, { kind: 'terminated', signal: 'SIGTERM' }],
  ])('tells an exit with code %i as %o and lets nobody wait', async (code, exit) => {
    const { supervisor, start, exits } = supervise();
    const child = await start();
    const answer = supervisor.request(TRAIN);
    await settle();
    child.die(code);
    await expect(answer).rejects.toMatchObject({ code: 'engine-stopped', message: expect.stringMatching(/\.$/) });
    expect(exits).toEqual([exit]);
    expect(supervisor.running).toBe(false);
  });

  it('starts a new engine for the next request after an exit', async () => {
    const { supervisor, start, children, child } = supervise();
    (await start()).die(1);
    const answer = supervisor.request(TRAIN);
    expect(children).toHaveLength(2);
    child().say({ type: 'ready', pid: 2 });
    await settle();
    child().say({ type: 'done', request: child().last.request });
    await expect(answer).resolves.toMatchObject({ type: 'done' });
  });

  it('ends an engine that never becomes ready and says so', async () => {
    const { supervisor, child, exits } = supervise();
    const answer = supervisor.request(TRAIN);
    const refused = expect(answer).rejects.toMatchObject({
      code: 'engine-stopped',
      message: expect.stringContaining('30 seconds'),
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
    expect(child().killed).toBe(true);
    expect(exits).toEqual([{ kind: 'never-ready', seconds: 30 }]);
  });

  it('does not end one that was ready in time', async () => {
    const { start } = supervise();
    const child = await start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(child.killed).toBe(false);
  });

  it('lets the engine go by itself on shutdown', async () => {
    const { supervisor, start, exits } = supervise();
    const child = await start();
    const gone = supervisor.shutdown();
    expect(child.last.type).toBe('shutdown');
    child.die(0);
    await gone;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(child.killed).toBe(false);
    expect(exits).toEqual([{ kind: 'clean' }]);
  });

  it('ends an engine that does not go within the grace', async () => {
    const { supervisor, start, exits } = supervise();
    const child = await start();
    const gone = supervisor.shutdown();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(child.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await gone;
    expect(child.killed).toBe(true);
    expect(exits).toEqual([{ kind: 'killed' }]);
  });

  it('shuts down at once where nothing runs, and survives being asked twice', async () => {
    const { supervisor, start } = supervise();
    await supervisor.shutdown();
    const child = await start();
    const both = Promise.all([supervisor.shutdown(), supervisor.shutdown()]);
    child.die(0);
    await both;
    supervisor.kill();
    expect(child.killed).toBe(false);
  });

  it('is ended with the app', async () => {
    const { supervisor, start, exits } = supervise();
    const child = await start();
    supervisor.kill();
    await settle();
    expect(child.killed).toBe(true);
    expect(exits).toEqual([{ kind: 'killed' }]);
  });
});
