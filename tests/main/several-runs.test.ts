import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineCommand, EngineEvent } from '@shared/contract/engine-messages.ts';
import { threadsHere } from '../../electron/engine/host/run-way.ts';
import { shareVariables } from '../../electron/main/engine/child.ts';
import { Engine, type EngineOptions } from '../../electron/main/engine/engine.ts';
import type { Share } from '../../electron/main/engine/pool.ts';
import type { EngineChild } from '../../electron/main/engine/supervisor.ts';
import { Library, type RunWriter } from '../../electron/store/index.ts';
import { checkpointAt, newRun } from '../store/support/values.ts';

vi.mock('electron', () => ({ utilityProcess: {} }));

/** An engine's process that takes a run as the real one does, holds its lock, and ends when a test says so. */
class PlayedChild implements EngineChild {
  run: string | null = null;
  readonly heard: EngineCommand['type'][] = [];
  #writer: RunWriter | null = null;
  #message: (message: EngineEvent) => void = () => undefined;
  #exit: (code: number) => void = () => undefined;

  constructor(readonly share: Share) {
    setImmediate(() => this.#message({ type: 'ready', pid: 1 }));
  }

  postMessage(command: EngineCommand): void {
    this.heard.push(command.type);
    void this.#obey(command);
  }

  async #obey(command: EngineCommand): Promise<void> {
    const { request } = command;
    if (command.type === 'train') {
      if (refused.has(command.run))
        return this.#message({
          type: 'refused',
          request,
          error: { code: 'not-found', message: 'The images are gone.' },
        });
      this.#writer = await library.openWriter(command.run, 'app');
      await this.#writer.setStatus({ state: 'training' });
      this.run = command.run;
    }
    this.#message({ type: 'done', request });
    if (command.type === 'stop') await this.end('stopped');
    if (command.type === 'shutdown') {
      await this.end('stopped');
      this.#exit(0);
    }
  }

  /** Lets go of its run. */
  async end(state: 'stopped' | 'finished' | 'failed' | 'diverged'): Promise<void> {
    const { run } = this;
    const writer = this.#writer;
    this.run = null;
    if (run === null || !writer) return;
    await writer.setStatus({ state });
    await writer.close();
    this.#message({ type: 'run-ended', run });
  }

  tell(what: 'status' | 'metrics' | 'samples' | 'checkpoint'): void {
    this.#message({ type: 'run-updated', run: this.run ?? '', what });
  }

  /** Dies as by a signal; the lock of a dead process counts for nothing, which a test must play. */
  async crash(): Promise<void> {
    await this.#writer?.close();
    this.run = null;
    this.#exit(137);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: (code: number) => void): void {
    this.#exit = listener;
  }
  kill(): boolean {
    return true;
  }
}

let dir: string;
let library: Library;
let children: PlayedChild[];
let ended: string[];
const refused = new Set<string>();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'forger-several-'));
  library = await Library.open(dir);
  [children, ended] = [[], []];
  refused.clear();
});
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }));

async function appWith(
  atOnce: number,
  listeners: Partial<Pick<EngineOptions, 'onRunChanged' | 'onProgress'>> = {},
): Promise<Engine> {
  const engine = new Engine({
    fork: (share) => {
      const child = new PlayedChild(share);
      children.push(child);
      return child;
    },
    library: () => library,
    onRunChanged: () => undefined,
    onEnded: (run) => ended.push(run),
    log: () => undefined,
    atOnce,
    ...listeners,
  });
  await engine.recall();
  return engine;
}
const patient = { timeout: 30_000 };
const runs = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, async () => (await library.createRun(newRun())).id));
const childOf = (run: string): PlayedChild => children.find((child) => child.run === run)!;
const trains = (engine: Engine, ...expected: string[]): Promise<void> =>
  vi.waitFor(() => {
    expect([...engine.training].sort()).toEqual([...expected].sort());
    for (const run of expected) expect(childOf(run)).toBeDefined();
  }, patient);
const stateOf = async (run: string): Promise<string> => (await library.readStatus(run)).state;

describe('several runs at once', () => {
  it('each have a process of their own, which is kept warm for the next run', async () => {
    const [a, b, c] = (await runs(3)) as [string, string, string];
    const engine = await appWith(2);
    for (const run of [a, b, c]) await engine.enqueue(run);
    await trains(engine, a, b);
    expect(children.map(({ share }) => share.sharers)).toEqual([2, 2]);
    expect(childOf(a)).not.toBe(childOf(b));
    await childOf(a).end('finished');
    await trains(engine, b, c);
    expect(children).toHaveLength(2);
    await engine.shutdown();
    expect(ended[0]).toBe(a);
  });

  it('pause, resume and stop reach the process that has the run', async () => {
    const [a, b] = (await runs(2)) as [string, string];
    const engine = await appWith(2);
    for (const run of [a, b]) await engine.enqueue(run);
    await trains(engine, a, b);
    const [first, second] = [childOf(a), childOf(b)];
    await engine.pause(b);
    await engine.resume(b);
    await engine.stop(b);
    await trains(engine, a);
    expect(first.heard).toEqual(['train']);
    expect(second.heard).toEqual(['train', 'pause', 'resume', 'stop']);
    await engine.shutdown();
  });

  it('the crash of one touches only its own run, and the queue goes on', async () => {
    const [a, b, c] = (await runs(3)) as [string, string, string];
    const engine = await appWith(2);
    for (const run of [a, b, c]) await engine.enqueue(run);
    await trains(engine, a, b);
    const survivor = childOf(b);
    await childOf(a).crash();
    await trains(engine, b, c);
    expect(childOf(b)).toBe(survivor);
    expect(survivor.heard).toEqual(['train']);
    expect(await stateOf(a)).toBe('interrupted');
    expect((await library.readStatus(a)).message).toMatch(/memory/);
    expect(await stateOf(b)).toBe('training');
    await engine.shutdown();
  });

  it('one that fails, diverges or cannot begin does not hold up the rest', async () => {
    const [a, b, c, d] = (await runs(4)) as [string, string, string, string];
    refused.add(b);
    const engine = await appWith(1);
    for (const run of [a, b, c, d]) await engine.enqueue(run);
    await trains(engine, a);
    await childOf(a).end('diverged');
    await trains(engine, c);
    expect(await library.readStatus(b)).toMatchObject({ state: 'failed', message: 'The images are gone.' });
    await childOf(c).end('failed');
    await trains(engine, d);
    await engine.shutdown();
  });

  it('is written as waiting where it does not say so yet: not when it was just made', async () => {
    const [made, stopped] = (await runs(2)) as [string, string];
    const writer = await library.openWriter(stopped, 'app');
    await writer.setStatus({ state: 'stopped', message: 'Enough.' });
    await writer.close();
    const before = await library.readStatus(made);
    const engine = await appWith(1);
    engine.hold(null);
    for (const run of [made, stopped]) await engine.enqueue(run);
    expect(engine.waiting).toEqual([made, stopped]);
    expect(await library.readStatus(made)).toEqual(before);
    expect(await library.readStatus(stopped)).toMatchObject({ state: 'waiting', message: null });
    await engine.shutdown();
  });

  it('tells what an engine says of progress apart from what changes where a run stands', async () => {
    const [run] = (await runs(1)) as [string];
    const heard: string[] = [];
    const engine = await appWith(1, {
      onRunChanged: () => heard.push('changed'),
      onProgress: (_, what) => heard.push(what),
    });
    await engine.enqueue(run);
    await trains(engine, run);
    await vi.waitFor(async () => expect(await stateOf(run)).toBe('training'), patient);
    heard.length = 0;
    for (const what of ['metrics', 'samples', 'checkpoint', 'status'] as const) childOf(run).tell(what);
    expect(heard).toEqual(['metrics', 'files', 'files', 'changed']);
    await engine.shutdown();
  });

  it('another number counts for the next: who trains stays, and shares are given anew', async () => {
    const [a, b, c] = (await runs(3)) as [string, string, string];
    const engine = await appWith(1);
    for (const run of [a, b, c]) await engine.enqueue(run);
    await trains(engine, a);
    engine.setAtOnce(2);
    await trains(engine, a, b);
    expect(childOf(a).share.sharers).toBe(1);
    expect(childOf(b).share.sharers).toBe(2);
    engine.setAtOnce(1);
    await childOf(b).end('finished');
    await vi.waitFor(() => expect(engine.training).toEqual([a]), patient);
    await childOf(a).end('finished');
    await trains(engine, c);
    expect(childOf(c).share.sharers).toBe(1);
    await engine.shutdown();
  });

  it('stop at the time that was set, with a sentence; the queue is held, also after a restart', async () => {
    const [a, b, c] = (await runs(3)) as [string, string, string];
    const engine = await appWith(2);
    for (const run of [a, b, c]) await engine.enqueue(run);
    await trains(engine, a, b);
    engine.stopAt(new Date(Date.now() + 300).toISOString());
    await vi.waitFor(() => expect(engine.training).toEqual([]), patient);
    for (const run of [a, b])
      expect(await library.readStatus(run)).toMatchObject({
        state: 'stopped',
        message: expect.stringMatching(/^Stopped at \d\d:\d\d, the time set for the queue/),
      });
    expect(await stateOf(c)).toBe('waiting');
    expect(engine.times).toMatchObject({ hold: { by: 'time', until: null }, stopAt: null });
    await engine.shutdown();

    const again = await appWith(2);
    expect(again.times.hold).toMatchObject({ by: 'time' });
    await again.resume(c);
    expect(again.training).toEqual([]);
    again.release();
    await trains(again, c);
    await again.shutdown();
  });
});

describe('a share of the machine', () => {
  it('is the threads of the run, and of a GPU all for one and for several what is needed', () => {
    expect(shareVariables({ sharers: 1, threads: 4 })).toEqual({ TF_NUM_INTRAOP_THREADS: '4' });
    expect(shareVariables({ sharers: 3, threads: 2 })).toEqual({
      TF_NUM_INTRAOP_THREADS: '2',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    });
  });

  it('has the threads a run was made with, or began with before that was settled, however many train', async () => {
    const [a, b] = (await runs(2)) as [string, string];
    const way = { execution: 'graph', threads: 5 } as const;
    const { id: c } = await library.createRun(newRun({ way }));
    for (const [run, threads] of [
      [a, 3],
      [b, undefined],
    ] as const) {
      const writer = await library.openWriter(run, 'app');
      await writer.writeCheckpoint(checkpointAt(40));
      await writer.setStatus({ state: 'stopped', step: 40, threads });
      await writer.close();
    }
    const engine = await appWith(3);
    for (const run of [a, b, c]) await engine.enqueue(run);
    await trains(engine, a, b, c);
    expect(childOf(a).share).toEqual({ sharers: 3, threads: 3 });
    expect(childOf(b).share).toEqual({ sharers: 3, threads: threadsHere() });
    expect(childOf(c).share).toEqual({ sharers: 3, threads: 5 });
    await engine.shutdown();
  });
});

describe('a run whose status tells of another step than its checkpoints', () => {
  it('goes on from its checkpoints', async () => {
    const [run] = (await runs(1)) as [string];
    const writer = await library.openWriter(run, 'app');
    await writer.writeCheckpoint(checkpointAt(40));
    await writer.setStatus({ state: 'finished', step: 1_000_000 });
    await writer.close();
    const engine = await appWith(1);
    await engine.resume(run);
    await trains(engine, run);
    await engine.shutdown();
    const last = await library.openWriter(run, 'app');
    await last.writeCheckpoint(checkpointAt(100));
    await last.setStatus({ state: 'finished', step: 3 });
    await last.close();
    await expect((await appWith(1)).resume(run)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('goes on measuring where it has reached its length and is not measured to its end', async () => {
    const config = { ...newRun().config, 'evaluations.every': 1 };
    const { id } = await library.createRun(newRun({ config, totalSteps: 40 }));
    const writer = await library.openWriter(id, 'app');
    await writer.writeCheckpoint(checkpointAt(40));
    await writer.setStatus({ state: 'finished', step: 40 });
    await writer.close();
    const engine = await appWith(1);
    await engine.resume(id);
    await trains(engine, id);
    await engine.shutdown();
  });
});
