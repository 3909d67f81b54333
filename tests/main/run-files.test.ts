import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyStage } from '@shared/verify.ts';
import {
  openApart,
  saveApart,
  verifyApart,
  weighApart,
  type RunFileLauncher,
} from '../../electron/main/jobs/run-files.ts';
import { emptyLibrary, treeOf } from '../engine/host/run-file/support.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';

const root = resolve(import.meta.dirname, '../..');
// Below node_modules, so that it finds TensorFlow's package.
const built = join(root, 'node_modules', '.cache', `forger-test-run-file-${process.pid}`);
const never = new AbortController().signal;

let place: TemporaryLibrary;
let run: string;
let folder: string;
let starts = 0;

/** The real process, forked by Node as the app forks it by utilityProcess. */
const launch: RunFileLauncher = () => {
  starts += 1;
  const child = fork(join(built, 'run-file.mjs'), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    postMessage: (message) => void (child.connected && child.send(message, () => undefined)),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill('SIGKILL'),
  };
};

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: resolve(root, 'electron/engine/host/run-file/process.ts'),
      outDir: built,
      rolldownOptions: { output: { entryFileNames: 'run-file.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  });
  folder = await mkdtemp(join(tmpdir(), 'forger-run-files-'));
  place = await temporaryLibrary();
  ({ id: run } = await place.prepare({ execution: 'eager', steps: 10 }));
  await trainHere(place.library, run);
}, 120_000);
afterAll(async () => {
  place.remove();
  for (const path of [built, folder]) await rm(path, { recursive: true, force: true, maxRetries: 10 });
});

const places = () => ({ library: place.library.dir, bundledDir: BUNDLED });

describe('the process that saves, opens and checks runs', () => {
  it('weighs and saves one, and opens it in another library', async () => {
    const out = join(folder, 'run.forger.zip');
    const told: number[] = [];
    const sizes = await weighApart(launch, { ...places(), run });
    expect(sizes.all).toBeGreaterThan(sizes.newest);
    const task = { ...places(), run, out, checkpoints: 'all', images: true } as const;
    const saved = await saveApart(launch, task, never, ({ done, total }) => told.push(done / total));
    expect(saved).toMatchObject({ path: out, images: true });
    expect(told.at(-1)).toBe(1);
    const other = await emptyLibrary();
    const opened = await openApart(
      launch,
      { library: other.library.dir, bundledDir: BUNDLED, path: out },
      never,
      () => undefined,
    );
    expect(opened).toMatchObject({ id: run, outcome: 'opened', dataset: { state: 'added' } });
    await other.remove();
  });

  it('passes on what is wrong with a file, in its own sentence', async () => {
    const asked = openApart(launch, { ...places(), path: import.meta.filename }, never, () => undefined);
    await expect(asked).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining('no run file') });
  });

  it('cancelled, leaves nothing', async () => {
    const before = await readdir(folder);
    const controller = new AbortController();
    const task = { ...places(), run, out: join(folder, 'other.forger.zip'), checkpoints: 'all', images: true } as const;
    const cancelled = saveApart(launch, task, controller.signal, () => controller.abort());
    await cancelled.catch((error: unknown) => expect(error).toMatchObject({ code: 'cancelled' }));
    const left = (await readdir(folder)).filter((name) => name !== 'other.forger.zip');
    expect(left).toEqual(before);
  });

  it('checks a run with each half in a process of its own, and touches nothing of it', async () => {
    const before = await treeOf(place.library.dir);
    const stages = new Set<VerifyStage>();
    starts = 0;
    const report = await verifyApart(launch, { ...places(), run, steps: 2 }, never, ({ stage }) => stages.add(stage));
    expect(report).toMatchObject({
      problem: null,
      integrity: { damaged: [] },
      comparison: { verdict: 'identical', exact: true, to: 14 },
    });
    expect(stages.size).toBe(5);
    // Files, in one go, first half, second half, compared.
    expect(starts).toBe(5);
    expect(await treeOf(place.library.dir)).toEqual(before);
  });

  it('one that is cancelled while it trains leaves no copy behind', async () => {
    const before = await readdir(place.library.dir);
    const controller = new AbortController();
    const checked = verifyApart(launch, { ...places(), run, steps: 500 }, controller.signal, ({ stage }) => {
      if (stage === 'whole') controller.abort();
    });
    await expect(checked).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(place.library.dir)).toEqual(before);
  });
});
