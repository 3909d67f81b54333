import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildDataset } from '../../electron/data/library/build.ts';
import { datasetDir } from '../../electron/data/library/folder.ts';

import { prepareRun, RunControl, trainRun } from '../../electron/engine/host/index.ts';
import { Library } from '../../electron/store/index.ts';

/**
 * What training costs as the data set grows: steps a second, memory, and how soon it starts.
 * `npm run bench:data -- [--gigabytes 0.1 --gigabytes 1 --gigabytes 10] [--steps <N>] [--folder <folder>]`
 *
 * Makes data sets of random 32×32 colour images, trains a narrow network on each from the disk, in a process of its own,
 * and deletes them. The smallest is also trained on from memory. What was just written lies in the system's cache where
 * there is room for it.
 */
const { values } = parseArgs({
  options: {
    gigabytes: { type: 'string', multiple: true, default: ['0.1', '1', '10'] },
    steps: { type: 'string', default: '400' },
    folder: { type: 'string', default: tmpdir() },
    train: { type: 'string' },
    held: { type: 'string', default: '0' },
  },
});
const IMAGE = { height: 32, width: 32, channels: 3 } as const;
const IMAGE_BYTES = 32 * 32 * 3;
const CHUNK_IMAGES = 1024;
const WARM_UP = 50;
const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Trained {
  secondsToStart: number;
  stepsPerSecond: number;
  peakMiB: number;
}

/** Trains on a data set of a library, in this process. */
async function train(dir: string, dataset: string): Promise<Trained> {
  const library = await Library.open(dir);
  const bundledDir = resolve('resources', 'datasets');
  const { id } = await prepareRun({
    library,
    bundledDir,
    input: {
      ...{ preset: 'fashion-gan-torch', dataset, 'network.width': 0.125, device: 'cpu', execution: 'graph' },
      ...{ batch: 128, steps: Number(values.steps), 'samples.everySteps': 1e6, 'checkpoint.everySteps': 1e6 },
      'evaluations.every': 0,
    },
  });
  const started = performance.now();
  let secondsToStart = 0;
  const status = await trainRun({
    ...{ library, runId: id, owner: 'cli', bundledDir, control: new RunControl(), heldBytes: Number(values.held) },
    onEvent: () => undefined,
    onStart: () => void (secondsToStart = (performance.now() - started) / 1000),
  });
  if (status.state !== 'finished') throw new Error(status.message ?? status.state);
  const { elapsed } = (await library.readMetrics(id, 0)).columns;
  const seconds = (elapsed.at(-1) ?? 0) - (elapsed[WARM_UP - 1] ?? 0);
  return { secondsToStart, stepsPerSecond: (elapsed.length - WARM_UP) / seconds, peakMiB: peakMiB() };
}

/** The same in a process of its own. */
async function trainApart(dir: string, dataset: string, held: number): Promise<Trained> {
  const words = ['--train', dataset, '--folder', dir, '--held', String(held), '--steps', values.steps];
  const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1] ?? '', ...words]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Trained;
}

async function make(dir: string, bytes: number): Promise<string> {
  const count = Math.floor(bytes / IMAGE_BYTES);
  const chunk = new Uint8Array(CHUNK_IMAGES * IMAGE_BYTES);
  randomFillSync(chunk);
  const { record } = await buildDataset(dir, IMAGE, async (pixels) => {
    for (let made = 0; made < count; made += CHUNK_IMAGES) {
      // Each chunk another: a file system that shares what is equal saves nothing.
      new DataView(chunk.buffer).setUint32(0, made);
      await pixels.append(chunk.subarray(0, Math.min(CHUNK_IMAGES, count - made) * IMAGE_BYTES));
    }
    const report = { imported: count, refused: [], labels: [], seconds: 0 };
    return { name: 'Made up', source: 'made up', licence: null, labels: null, numbers: null, report };
  });
  return record.id;
}

const row = (gigabytes: number, from: string, { secondsToStart, stepsPerSecond, peakMiB: peak }: Trained): string =>
  `| ${gigabytes} GB | ${from} | ${stepsPerSecond.toFixed(1)} | ${Math.round(peak)} | ${secondsToStart.toFixed(1)} |`;

async function compare(): Promise<void> {
  const sizes = values.gigabytes.map(Number).sort((a, b) => a - b);
  const { bavail, bsize } = await statfs(values.folder);
  const wanted = (sizes.at(-1) ?? 0) * 1e9;
  if (bavail * bsize < wanted * 1.2)
    throw new Error(
      `There is no room for ${wanted / 1e9} GB in ${values.folder}. Give --folder, or smaller --gigabytes.`,
    );
  const dir = await mkdtemp(join(values.folder, 'forger-bench-data-'));
  try {
    say(`Load average ${loadavg()[0]?.toFixed(1)}; ${values.steps} steps each\n`);
    say('| pixels | trained on from | steps/s | peak MiB | s to start |\n| --- | --- | ---: | ---: | ---: |');
    for (const [at, gigabytes] of sizes.entries()) {
      const id = await make(dir, gigabytes * 1e9);
      if (at === 0) say(row(gigabytes, 'memory', await trainApart(dir, id, Number.MAX_SAFE_INTEGER)));
      say(row(gigabytes, 'disk', await trainApart(dir, id, 0)));
      await rm(datasetDir(dir, id), { recursive: true });
    }
    say(`\nThe process that made them took ${Math.round(peakMiB())} MiB at most.`);
  } finally {
    await rm(dir, { recursive: true });
  }
}

if (values.train === undefined) await compare();
else say(JSON.stringify(await train(values.folder, values.train)));
