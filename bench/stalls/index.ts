import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { importIdx } from '../../electron/data/index.ts';
import { prepareRun, RunControl, trainRun } from '../../electron/engine/host/index.ts';
import { Library } from '../../electron/store/index.ts';
import { encodeIdx } from '../../tests/data/support/idx.ts';

/**
 * How long training stands still to read numbers, to draw samples and to save.
 * `npm run bench:stalls -- [--networks <part of a name>] [--rounds <N>]`
 *
 * Each recipe is trained twice by turns: with samples and a checkpoint every few steps, and with neither. What the time by
 * the clock is longer than the time spent in steps is what it stood still. Times an epoch of 60,000 images, as the run
 * would have it: one drawing and one checkpoint.
 */
const { values } = parseArgs({
  options: { networks: { type: 'string', default: '' }, rounds: { type: 'string', default: '3' } },
});
const EPOCH_IMAGES = 60_000;
const bundledDir = resolve('resources', 'datasets');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Subject {
  name: string;
  settings: RunConfigInput;
  /** Steps of a run, and between two that are saved after. */
  steps: number;
  every: number;
}

const SUBJECTS: Subject[] = [
  {
    name: 'keras-gan, batch 128',
    settings: { preset: 'keras-gan', dataset: 'fashion-mnist', batch: 128 },
    steps: 675,
    every: 150,
  },
  {
    name: 'dcgan-64, half width, batch 32',
    settings: { preset: 'dcgan-64', dataset: 'colours', batch: 32, 'network.width': 0.5 },
    steps: 45,
    every: 10,
  },
];

interface Trained {
  /** Milliseconds by the clock from the first step to the end, and of those in steps. */
  whole: number;
  inSteps: number;
  steps: number;
}

async function trained(library: Library, { settings, steps }: Subject, every: number): Promise<Trained> {
  const input: RunConfigInput = {
    ...settings,
    steps,
    execution: 'graph',
    device: 'cpu',
    'samples.everySteps': every,
    'checkpoint.everySteps': every,
    'checkpoint.keep': 'newest',
  };
  const { id } = await prepareRun({ library, bundledDir, input });
  let [started, ended, drawn] = [0, 0, 0];
  const status = await trainRun({
    library,
    runId: id,
    owner: 'cli',
    bundledDir,
    control: new RunControl(),
    onStart: () => void (started = performance.now()),
    // The first samples are drawn before the first step, and are no stop.
    onEvent: ({ what }) => {
      if (what === 'samples' && drawn++ === 0) started = performance.now();
      // The last are read after the last step; then come a drawing and a checkpoint that the end waits for.
      if (what === 'metrics') ended = performance.now();
    },
  });
  const whole = ended - started;
  if (status.state !== 'finished') throw new Error(`${settings.preset}: ${status.message ?? status.state}`);
  const { elapsed } = (await library.readMetrics(id, 0)).columns;
  return { whole, inSteps: (elapsed.at(-1) ?? 0) * 1000, steps };
}

const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN;

async function coloured(folder: string, library: Library): Promise<string> {
  const [images, count, side] = [join(folder, 'images'), 512, 64];
  const pixels = Uint8Array.from({ length: count * side * side * 3 }, (_, at) => (at * 2654435761) >>> 24);
  await writeFile(images, encodeIdx([count, side, side, 3], pixels));
  const signal = new AbortController().signal;
  const { record } = await importIdx({
    libraryDir: library.dir,
    pair: { images, labels: null },
    name: 'Colours',
    signal,
    onProgress: () => undefined,
  });
  return record.id;
}

const folder = await mkdtemp(join(tmpdir(), 'forger-bench-stalls-'));
try {
  const library = await Library.open(join(folder, 'library'));
  const colours = await coloured(folder, library);
  say(`Load average ${loadavg()[0]?.toFixed(1)}; median of ${values.rounds} rounds\n`);
  say('| | ms a step | stands still for numbers | ms a drawing and saving | still in an epoch of 60,000 images |');
  say('| --- | ---: | ---: | ---: | ---: |');
  for (const subject of SUBJECTS.filter(({ name }) => name.includes(values.networks))) {
    if (subject.settings.dataset === 'colours') subject.settings.dataset = colours;
    const rows: { step: number; numbers: number; save: number }[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const quiet = await trained(library, subject, 1e6);
      const saving = await trained(library, subject, subject.every);
      const saves = Math.floor(subject.steps / subject.every);
      const still = (run: Trained): number => run.whole - run.inSteps;
      const step = saving.inSteps / saving.steps;
      const numbers = still(quiet) / quiet.whole;
      rows.push({ step, numbers, save: (still(saving) - numbers * saving.whole) / saves });
    }
    const [step, numbers, save] = (['step', 'numbers', 'save'] as const).map((key) =>
      median(rows.map((row) => row[key])),
    );
    if (step === undefined || numbers === undefined || save === undefined) continue;
    const epoch = (EPOCH_IMAGES / (subject.settings.batch ?? 1)) * step;
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    say(
      `| ${subject.name} | ${step.toFixed(1)} | ${percent(numbers)} | ${save.toFixed(0)} | ${percent(numbers + save / epoch)} |`,
    );
  }
} finally {
  await rm(folder, { recursive: true });
}
