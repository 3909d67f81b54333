import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { engineEventSchema, type EngineCommand, type EngineEvent } from '@shared/contract/engine-messages.ts';
import { BUNDLED, temporaryLibrary, type TemporaryLibrary } from '../support/library.ts';

const root = resolve(import.meta.dirname, '../../..');
// Below node_modules, so that it finds TensorFlow's package.
const folder = join(root, 'node_modules', '.cache', `forger-test-engine-${process.pid}`);

let place: TemporaryLibrary;
let child: ChildProcess;
let events: EngineEvent[];

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: resolve(root, 'electron/engine/host/process.ts'),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'engine.mjs' } },
    },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

beforeEach(async () => {
  place = await temporaryLibrary();
  events = [];
  child = fork(join(folder, 'engine.mjs'), [], {
    execArgv: [],
    env: { ...process.env, FORGER_BUNDLED_DATASETS: BUNDLED },
  });
  child.on('message', (message) => events.push(engineEventSchema.parse(message)));
});
afterEach(() => {
  child.kill('SIGKILL');
  place.remove();
});

const send = (command: EngineCommand): void => void child.send(command);
const until = (type: EngineEvent['type']): Promise<void> =>
  vi.waitFor(() => expect(events.map((event) => event.type)).toContain(type), { timeout: 50_000, interval: 10 });

describe('the engine as a process', () => {
  test('says that it is ready, trains, and goes when asked to, with everything saved', async () => {
    const { id } = await place.prepare({ steps: 100_000 });
    await until('ready');
    expect(events).toEqual([{ type: 'ready', pid: child.pid }]);
    send({ type: 'train', request: 1, library: place.library.dir, run: id });
    await until('done');
    expect(await place.library.readStatus(id)).toMatchObject({ state: 'training', owner: 'app' });
    send({ type: 'shutdown', request: 2 });
    expect(await once(child, 'exit')).toEqual([0, null]);
    const { state, step } = await place.library.readStatus(id);
    expect(state).toBe('stopped');
    expect((await place.library.newestCheckpoint(id))?.step ?? 0).toBe(step);
  });

  test('ends itself, with everything saved, when whoever started it is gone', async () => {
    const { id } = await place.prepare({ steps: 100_000 });
    await until('ready');
    send({ type: 'train', request: 1, library: place.library.dir, run: id });
    await until('done');
    child.disconnect();
    await once(child, 'exit');
    expect(await place.library.readStatus(id)).toMatchObject({ state: 'stopped', owner: null });
  });
});
