import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineCommand } from '@shared/contract/engine-messages.ts';
import { Engine } from '../../electron/main/engine/engine.ts';
import type { EngineChild } from '../../electron/main/engine/supervisor.ts';
import { withPlaces } from '../../electron/main/workspace.ts';
import { Library } from '../../electron/store/index.ts';
import { readQueue } from '../../electron/store/queue.ts';
import { newRun } from '../store/support/values.ts';

/** An engine's process that takes every run and trains none to its end. */
class PatientChild implements EngineChild {
  #message: (message: unknown) => void = () => undefined;
  #exit: (code: number) => void = () => undefined;
  constructor() {
    setImmediate(() => this.#message({ type: 'ready', pid: 1 }));
  }
  postMessage({ type, request }: EngineCommand): void {
    if (type === 'shutdown') setImmediate(() => this.#exit(0));
    else setImmediate(() => this.#message({ type: 'done', request }));
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

const patient = { timeout: 30_000 };

let dir: string;
let library: Library;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'forger-queue-'));
  library = await Library.open(dir);
});
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }));

async function openApp() {
  const active: boolean[] = [];
  const problems: string[] = [];
  const engine = new Engine({
    fork: () => new PatientChild(),
    library: () => library,
    onRunChanged: () => undefined,
    onActivity: (training) => active.push(training),
    log: (line) => problems.push(line),
  });
  await engine.recall();
  return { engine, active, problems };
}

describe('the queue', () => {
  it('survives a restart in the order the user gave it; nothing trains unasked', async () => {
    const [a, b, c, d] = (await Promise.all([1, 2, 3, 4].map(async () => (await library.createRun(newRun())).id))) as [
      string,
      string,
      string,
      string,
    ];
    const first = await openApp();
    for (const run of [a, b, c, d]) await first.engine.enqueue(run);
    first.engine.move(d, 0);
    await first.engine.shutdown();
    expect(first.problems).toEqual([]);
    expect(await readQueue(dir)).toEqual({ runs: [d, b, c], hold: null, stopAt: null });
    for (const run of [b, c, d]) expect((await library.readStatus(run)).state).toBe('waiting');

    const second = await openApp();
    expect(second.engine.busy).toBe(false);
    expect(second.engine.places).toEqual([d, b, c].map((run) => ({ run, held: false })));
    const places = withPlaces(await library.listRuns(), second.engine.places);
    expect(places.find(({ id }) => id === c)?.line).toEqual({ place: 2, held: false });
    // One that an engine has got starts; its status says that it waits until the first step is near.
    const begun = withPlaces(await library.listRuns(), [], [c]);
    expect(begun.map(({ id, starting }) => [id, starting ?? false])).toContainEqual([c, true]);
    expect(begun.filter(({ starting }) => starting)).toHaveLength(1);
    // One that is put in the queue again leaves the others where they were.
    await second.engine.resume(b);
    expect(second.engine.places).toEqual([d, c].map((run) => ({ run, held: false })));
    await second.engine.resume(c);
    expect(second.engine.places[0]).toEqual({ run: c, held: true });
    await second.engine.shutdown();
    expect((await readQueue(dir)).runs).toEqual([c, d]);
  });

  it('tells that a run trains, but not while it is paused', async () => {
    const { id } = await library.createRun(newRun());
    const { engine, active } = await openApp();
    await engine.enqueue(id);
    await vi.waitFor(() => expect(active.at(-1)).toBe(true), patient);
    await engine.pause(id);
    expect(active.at(-1)).toBe(false);
    await engine.resume(id);
    expect(active.at(-1)).toBe(true);
    await engine.shutdown();
    await vi.waitFor(() => expect(active.at(-1)).toBe(false), patient);
  });

  it('is empty where its file is damaged, and forgets runs that wait no more', async () => {
    const { id } = await library.createRun(newRun());
    await writeFile(join(dir, 'line.json'), '{"runs": [');
    expect((await openApp()).engine.places).toEqual([]);
    await writeFile(join(dir, 'line.json'), JSON.stringify({ runs: ['gone', id] }));
    expect((await openApp()).engine.places).toEqual([{ run: id, held: false }]);
    expect(await readFile(join(dir, 'line.json'), 'utf8')).toContain(id);
  });
});
