import { execFile, fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { ForgerError } from '@shared/contract/errors.ts';
import type { FitProgress } from '@shared/preflight.ts';
import type { RunRecord } from '@shared/run.ts';
import { importIdx } from '../../electron/data/index.ts';
import { findFit, listDevices, prepareRun, subjectOfRun } from '../../electron/engine/host/index.ts';
import { probeApart, type ProbeLauncher } from '../../electron/engine/host/preflight/apart.ts';
import type { ProbeSubject } from '../../electron/engine/host/preflight/messages.ts';
import { Library } from '../../electron/store/index.ts';
import { encodeIdx } from '../data/support/idx.ts';
import { sharedFolder } from './support/folders.ts';

const root = resolve(import.meta.dirname, '../..');
// Below node_modules, so that it finds TensorFlow's package.
const built = join(root, 'node_modules', '.cache', `forger-test-memory-${process.pid}`);
/** Images so large that a batch of them takes memory, and networks so small that it takes no time. */
const SIDE = 256;
const IMAGES = 40;
const BATCH = 400;
/** What a process may map beyond what it maps for a small batch: the large one takes 1000 MiB more, and in parts up to 370 (Node.js 24). */
const ROOM_BYTES = 400 * 2 ** 20;
/** The command line maps more than a process that only tries: it also writes. */
const WRITING_BYTES = 700 * 2 ** 20;
const SETTINGS = {
  preset: 'keras-gan',
  device: 'cpu',
  'network.width': 0.03125,
  'samples.count': 1,
  execution: 'eager',
} as const;

const bundledDir = join(root, 'resources/datasets');

let folder: string;
let library: Library;
let dataset: string;
beforeAll(async () => {
  const shared = await sharedFolder();
  ({ folder } = shared);
  library = await Library.open(join(folder, 'library'));
  const images = join(folder, 'images');
  const pixels = Uint8Array.from({ length: IMAGES * SIDE * SIDE }, (_, at) => (at * 7) % 251);
  writeFileSync(images, encodeIdx([IMAGES, SIDE, SIDE], pixels));
  const { record } = await importIdx({
    libraryDir: library.dir,
    pair: { images, labels: null },
    name: 'Large',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  dataset = record.id;
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: true,
      outDir: built,
      target: 'node20',
      rolldownOptions: {
        input: {
          cli: resolve(root, 'electron/cli/index.ts'),
          probe: resolve(root, 'electron/engine/host/preflight/process.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  return shared.remove;
}, 120_000);
afterAll(() => rm(built, { recursive: true, force: true, maxRetries: 10 }));

/** One heap for all threads: what a process maps then does not depend on how many there are. */
const environment = { ...process.env, MALLOC_ARENA_MAX: '1', OMP_NUM_THREADS: '1' };

/** Trying processes. @param limit bytes they may map @param onAnswer told the most that one has mapped */
const launcher =
  (limit: number, onAnswer: (mapped: number) => void = () => undefined): ProbeLauncher =>
  () => {
    const child = fork(join(built, 'probe.js'), [], {
      serialization: 'advanced',
      execPath: 'prlimit',
      execArgv: [`--as=${limit}`, process.execPath],
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return {
      postMessage: (message) => void child.send(message, () => undefined),
      onMessage: (listener) =>
        void child.on('message', (message: { type: string }) => {
          if (message.type === 'answer') {
            const [, kibibytes = '0'] = /VmPeak:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
            onAnswer(Number(kibibytes) * 1024);
          }
          listener(message);
        }),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill('SIGKILL'),
    };
  };

/** The command line with little memory. */
async function forger(limit: number, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const all = [`--as=${limit}`, process.execPath, join(built, 'cli.js'), ...words, '--library', library.dir];
  try {
    const { stdout, stderr } = await promisify(execFile)('prlimit', all, { env: environment });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const subjectOf = (record: RunRecord): Promise<ProbeSubject> =>
  subjectOfRun({ library, bundledDir, record, status: {}, devices: () => listDevices() });
const prepare = (batch: number): Promise<RunRecord> =>
  prepareRun({ library, bundledDir, input: { ...SETTINGS, dataset, batch, steps: 2 } });

describe.skipIf(process.platform !== 'linux')('a run that runs out of memory', () => {
  let limit = 0;
  beforeAll(async () => {
    const measuring = launcher(2 ** 40, (mapped) => (limit = mapped));
    const question = { question: 'fit', subject: await subjectOf(await prepare(16)) } as const;
    await probeApart(measuring, question, new AbortController().signal);
    expect(limit).toBeGreaterThan(0);
  }, 60_000);

  it('fails with a sentence and the way on', async () => {
    const settings = Object.entries({ ...SETTINGS, dataset, steps: 2, batch: 4096 });
    const words = settings.flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const { code, err } = await forger(limit + WRITING_BYTES, 'train', ...words);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('Memory ran out') as string });
    const [run] = await library.listRuns();
    expect(run?.status).toMatchObject({ state: 'failed', code: 'out-of-memory', step: 0 });
    expect(err).toContain(`forger fit ${run?.id}`);
  });

  it('is told by trial which batch fits, and in how many parts its own does', async () => {
    const trials: FitProgress[] = [];
    const fit = await findFit({
      launch: launcher(limit + ROOM_BYTES),
      subject: await subjectOf(await prepare(BATCH)),
      signal: new AbortController().signal,
      onProgress: (progress) => trials.push(progress),
    });
    expect(trials.map(({ trial }) => trial)).toEqual(trials.map((_, index) => index + 1));
    expect(fit.batch).toBeGreaterThan(2);
    expect(fit.batch).toBeLessThan(BATCH);
    expect(fit.accumulate).toBeGreaterThan(1);
    expect(trials.at(-1)).toMatchObject({ batch: BATCH, accumulate: fit.accumulate });
    // It was tried, and so was a larger one.
    const whole = trials.filter(({ accumulate }) => accumulate === 1).map(({ batch }) => batch);
    expect(whole).toContain(fit.batch);
    expect(Math.max(...whole)).toBeGreaterThan(fit.batch ?? 0);
  }, 180_000);

  it('can be broken off while that is found out', async () => {
    const controller = new AbortController();
    // The app's own reason: it may come between two processes, where nothing else is there to say so.
    const cancelled = new ForgerError('cancelled', 'Cancelled.');
    const finding = findFit({
      launch: launcher(2 ** 40),
      subject: await subjectOf(await prepare(BATCH)),
      signal: controller.signal,
      onProgress: () => setTimeout(() => controller.abort(cancelled), 100),
    });
    await expect(finding).rejects.toMatchObject({ code: 'cancelled' });
  });
});
