import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { engineEventSchema, type EngineEvent } from '@shared/contract/engine-messages.ts';
import { EngineServer } from '../../../electron/engine/host/engine-server.ts';
import type { Library } from '../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary, type TemporaryLibrary } from '../support/library.ts';

let library: Library;
let prepare: TemporaryLibrary['prepare'];
let remove: () => void;
let events: EngineEvent[];
let server: EngineServer;
const exit = vi.fn();
const log = vi.fn();
beforeEach(async () => {
  ({ library, prepare, remove } = await temporaryLibrary());
  events = [];
  exit.mockReset();
  log.mockReset();
  server = new EngineServer({
    bundledDir: BUNDLED,
    post: (event) => events.push(engineEventSchema.parse(event)),
    exit,
    log,
  });
});
afterEach(() => remove());

const heard = (type: EngineEvent['type']): EngineEvent[] => events.filter((event) => event.type === type);
const until = (type: EngineEvent['type']): Promise<void> =>
  vi.waitFor(() => expect(heard(type).length).toBeGreaterThan(0), { timeout: 30_000, interval: 5 });

describe("the engine's process", () => {
  test('trains a run, says so, and lets go of it', async () => {
    const { id } = await prepare();
    await server.receive({ type: 'train', request: 7, library: library.dir, run: id });
    expect(heard('done')).toEqual([{ type: 'done', request: 7 }]);
    expect(heard('run-updated').length).toBeGreaterThan(3);
    expect(events.at(-1)).toEqual({ type: 'run-ended', run: id });
    expect(await library.readStatus(id)).toMatchObject({ state: 'finished', owner: null });
  });

  test('pauses, resumes and stops the run it trains, and trains one at a time', async () => {
    const { id } = await prepare({ steps: 100_000 });
    const training = server.receive({ type: 'train', request: 1, library: library.dir, run: id });
    await until('done');
    await server.receive({ type: 'train', request: 2, library: library.dir, run: id });
    expect(heard('refused')).toMatchObject([{ request: 2, error: { code: 'busy' } }]);
    await server.receive({ type: 'pause', request: 3, run: id });
    await vi.waitFor(async () => expect((await library.readStatus(id)).state).toBe('paused'), { timeout: 30_000 });
    await server.receive({ type: 'resume', request: 4, run: id });
    await vi.waitFor(async () => expect((await library.readStatus(id)).state).toBe('training'), { timeout: 30_000 });
    await server.receive({ type: 'stop', request: 5, run: id });
    await training;
    expect(heard('done').map((event) => 'request' in event && event.request)).toEqual([1, 3, 4, 5]);
    const { state, step } = await library.readStatus(id);
    expect(state).toBe('stopped');
    expect((await library.newestCheckpoint(id))?.step ?? 0).toBe(step);
  });

  test('refuses what it does not train, with a sentence', async () => {
    for (const type of ['pause', 'resume', 'stop'] as const) await server.receive({ type, request: 1, run: 'nothing' });
    await server.receive({ type: 'train', request: 1, library: library.dir, run: 'nothing' });
    expect(heard('refused')).toHaveLength(4);
    expect(heard('run-ended')).toEqual([]);
  });

  test('answers which devices there are', async () => {
    await server.receive({ type: 'devices', request: 9 });
    expect(heard('devices')).toMatchObject([{ request: 9, chosen: 'cpu' }]);
  });

  test('passes over what is no command', async () => {
    for (const message of [
      null,
      'train',
      { type: 'train' },
      { type: 'format', request: 1 },
      { type: 'pause', request: -1, run: 'x' },
    ])
      await server.receive(message);
    expect(events).toEqual([]);
    expect(log).toHaveBeenCalledTimes(5);
  });

  test('saves what it trains before it goes', async () => {
    const { id } = await prepare({ steps: 100_000 });
    const training = server.receive({ type: 'train', request: 1, library: library.dir, run: id });
    await until('run-updated');
    await server.receive({ type: 'shutdown', request: 2 });
    await training;
    expect(exit).toHaveBeenCalledOnce();
    expect(await library.readStatus(id)).toMatchObject({ state: 'stopped', owner: null });
  });
});
