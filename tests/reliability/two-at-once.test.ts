import { fork } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunRecord } from '@shared/run.ts';
import { shareVariables } from '../../electron/main/engine/child.ts';
import { threadsHere } from '../../electron/engine/host/run-way.ts';
import { Engine } from '../../electron/main/engine/engine.ts';
import { buildTraining, ENGINE_ENTRY, engineEnvironment } from './support/engine.ts';
import { sharedFolder } from './support/folders.ts';
import { smallLibrary, type SmallLibrary } from './support/small-library.ts';

vi.mock('electron', () => ({ utilityProcess: {} }));

let place: SmallLibrary;
let script: string;
let removes: (() => Promise<void>)[];
let engine: Engine;

beforeAll(async () => {
  const shared = await sharedFolder();
  place = await smallLibrary(shared.folder);
  const built = await buildTraining(ENGINE_ENTRY);
  ({ script } = built);
  removes = [shared.remove, built.remove];
});
afterEach(() => engine.shutdown());
afterAll(() => Promise.all(removes.map((remove) => remove())));

/** The app's engine over real processes, forked by Node in place of Electron. */
function openEngine(atOnce: number): Engine {
  return new Engine({
    fork: (share) => {
      const child = fork(script, [], {
        execArgv: [],
        env: { ...engineEnvironment, ...shareVariables(share) },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      return {
        postMessage: (message) => void child.send(message),
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) =>
          void child.on('exit', (code, signal) => listener(code ?? (signal === 'SIGKILL' ? 137 : 1))),
        kill: () => child.kill('SIGKILL'),
      };
    },
    library: () => place.library,
    onRunChanged: () => undefined,
    log: () => undefined,
    atOnce,
  });
}

const ENDLESS = {
  execution: 'eager',
  steps: 10_000_000,
  'checkpoint.everySteps': 5,
  'samples.everySteps': 1000,
} as const;
const patient = { timeout: 60_000, interval: 20 };
const reaches = (run: string, step: number): Promise<void> =>
  vi.waitFor(async () => expect((await place.library.readStatus(run)).step).toBeGreaterThanOrEqual(step), patient);
const becomes = (run: string, state: string): Promise<void> =>
  vi.waitFor(async () => expect((await place.library.readStatus(run)).state).toBe(state), patient);

describe('two runs that train at once', () => {
  it('are apart: the engine of one is killed, the other trains on and the next begins', async () => {
    const { library, prepare } = place;
    engine = openEngine(2);
    const [a, b, c] = (await Promise.all([1, 2, 3].map(() => prepare('fashion-gan-torch', ENDLESS)))).map(
      ({ id }) => id,
    ) as [string, string, string];
    for (const run of [a, b, c]) await engine.enqueue(run);
    await Promise.all([reaches(a, 10), reaches(b, 10)]);
    expect(await library.readStatus(c)).toMatchObject({ state: 'waiting', step: 0 });

    const killed = (await library.writerOf(a))!.pid;
    const survivor = (await library.writerOf(b))!.pid;
    expect(killed).not.toBe(survivor);
    process.kill(killed, 'SIGKILL');
    await becomes(a, 'interrupted');
    await reaches(c, 5);
    const { step } = await library.readStatus(b);
    await reaches(b, step + 5);
    expect((await library.writerOf(b))!.pid).toBe(survivor);
    await vi.waitFor(async () => expect((await library.readStatus(a)).message).toMatch(/resume the run/), patient);

    // Told to go on, it waits for its turn and takes it when one of the two ends.
    await engine.resume(a);
    expect((await library.readStatus(a)).state).toBe('waiting');
    await engine.stop(b);
    await becomes(b, 'stopped');
    await reaches(a, ((await library.newestCheckpoint(a))?.step ?? 0) + 5);
    for (const run of [a, c]) await engine.stop(run);
    for (const run of [a, c]) await becomes(run, 'stopped');
    for (const run of [a, b, c]) {
      const steps = (await library.readMetrics(run, 0)).columns.step;
      expect(steps).toEqual(steps.map((_, at) => at + 1));
      for (const checkpoint of await library.listCheckpoints(run)) await library.readCheckpoint(run, checkpoint.step);
    }
  }, 200_000);

  it('are each the run they would be alone', async () => {
    const { library, prepare } = place;
    const settings = { steps: 40, 'network.width': 0.25, batch: 32 };
    const same = (): Promise<RunRecord> => prepare('fashion-gan-torch', settings);
    const alone = await same();
    engine = openEngine(1);
    await engine.enqueue(alone.id);
    await becomes(alone.id, 'finished');
    await engine.shutdown();

    engine = openEngine(2);
    const long = await prepare('fashion-gan-torch', { ...ENDLESS, execution: 'auto' });
    await engine.enqueue(long.id);
    await reaches(long.id, 200);
    const beside = await same();
    await engine.enqueue(beside.id);
    await becomes(beside.id, 'finished');
    expect(await library.readStatus(long.id)).toMatchObject({ state: 'training' });
    await engine.stop(long.id);
    await becomes(long.id, 'stopped');

    expect(beside.device).toMatchObject({ kind: 'cpu' });
    expect(beside.way).toEqual({ execution: 'graph', threads: threadsHere() });
    const [a, b] = await Promise.all([alone, beside].map(({ id }) => library.fingerprint(id)));
    expect({ ...b, run: '' }).toEqual({ ...a, run: '' });
  }, 200_000);

  it('one whose images are gone or whose numbers break does not hold up the rest', async () => {
    const { library, prepare } = place;
    engine = openEngine(1);
    const runaway = await prepare('fashion-gan-torch', {
      ...ENDLESS,
      'loss.kind': 'least-squares',
      'optimizer.discriminator.kind': 'sgd',
      'optimizer.discriminator.learningRate': 1,
    });
    const whole = await prepare('fashion-gan-torch', ENDLESS);
    const homeless = await library.createRun({
      ...whole,
      dataset: { ...whole.dataset, id: 'gone', hash: '0'.repeat(whole.dataset.hash.length) },
    });
    const sound = await prepare('fashion-gan-torch', { ...ENDLESS, steps: 4 });
    for (const { id } of [runaway, homeless, sound]) await engine.enqueue(id);
    await becomes(sound.id, 'finished');
    expect(await library.readStatus(runaway.id)).toMatchObject({ state: 'diverged' });
    expect(await library.readStatus(homeless.id)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^[A-Z].*\.$/),
    });
  }, 200_000);
});
