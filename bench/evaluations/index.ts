import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MOST_IMAGES } from '@shared/checkpoint-evaluation.ts';
import { buildDataset } from '../../electron/data/library/build.ts';
import { openDataset } from '../../electron/data/index.ts';
import { Meter } from '../../electron/engine/host/evaluate/meter.ts';
import { prepareRun, RunControl, trainRun } from '../../electron/engine/host/index.ts';
import { openVision } from '../../electron/engine/host/vision/open.ts';
import { Library } from '../../electron/store/index.ts';

/**
 * What an evaluation of a checkpoint costs: `npm run bench:evaluations -- [--rounds 5] [--images 2000] [--share 3]`
 *
 * Made-up grey pictures of 28 pixels for fashion-gan-torch and coloured ones of 64 for dcgan-64 at half width, on the processor. Of
 * the data set once: its features, and what measures are held against. Of each checkpoint: drawing 500 pictures, their features, and
 * the measures. Then how long a run trains between two evaluations at a share of its time. Medians.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    images: { type: 'string', default: '2000' },
    share: { type: 'string', default: '3' },
  },
});
const [ROUNDS, IMAGES, SHARE] = [Number(values.rounds), Number(values.images), Number(values.share)];
const SETS = [
  { preset: 'fashion-gan-torch', image: { height: 28, width: 28, channels: 1 }, width: 1 },
  { preset: 'dcgan-64', image: { height: 64, width: 64, channels: 3 }, width: 0.5 },
] as const;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const median = (all: readonly number[]): number =>
  [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
/** By the clock, and of all processors together: on a busy machine the clock counts others' work too. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number; processorMs: number }> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  return { result, ms: performance.now() - started, processorMs: (user + system) / 1000 };
}

/** A bright disc somewhere, of some size and tone. */
function discs({ height, width, channels }: (typeof SETS)[number]['image'], number: number): Uint8Array {
  const [x, y] = [width * (0.3 + 0.4 * ((number * 0.618) % 1)), height * (0.3 + 0.4 * ((number * 0.755) % 1))];
  const radius = width * (0.1 + 0.2 * ((number * 0.57) % 1));
  return Uint8Array.from({ length: height * width * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const away = Math.hypot((pixel % width) - x, Math.floor(pixel / width) - y);
    return away < radius ? 255 - ((number * 37 + (at % channels) * 60) % 120) : (number * 11 + pixel) % 40;
  });
}

async function measureOn(library: Library, set: (typeof SETS)[number]): Promise<void> {
  const { preset, image, width } = set;
  const { record: dataset } = await buildDataset(library.dir, image, async (pixels) => {
    for (let number = 0; number < IMAGES; number++) await pixels.append(discs(image, number));
    return {
      ...{ name: `${image.width} px`, source: 'Made up', licence: null, labels: null, numbers: null },
      report: { imported: IMAGES, refused: [], labels: [], seconds: 0 },
    };
  });
  const bundledDir = resolve('resources', 'datasets');
  const settings = { 'network.width': width, device: 'cpu', batch: 32, steps: 12, 'evaluations.every': 0 } as const;
  const record = await prepareRun({ library, bundledDir, input: { preset, dataset: dataset.id, ...settings } });
  await trainRun({
    library,
    runId: record.id,
    owner: 'cli',
    bundledDir,
    control: new RunControl(),
    onEvent: () => undefined,
  });
  const { columns } = await library.readMetrics(record.id, 0);
  const stepMs = median(columns.elapsed.slice(1).map((at, index) => 1000 * (at - (columns.elapsed[index] ?? 0))));
  const checkpoint = await library.newestCheckpoint(record.id);
  if (!checkpoint) throw new Error('The run kept no checkpoint.');
  const opened = await openDataset(library.dir, bundledDir, dataset.id);
  const images = { pixels: opened.pixels, count: opened.record.count, image, labels: null };
  const signal = new AbortController().signal;
  const vision = await openVision();
  const first = await timed(() => Meter.open({ library, record, images }, signal));
  const again = await timed(() => Meter.open({ library, record, images }, signal));
  const some = opened.pixels.subarray(0, MOST_IMAGES * image.height * image.width * image.channels);
  const rounds: { features: number; drawing: number; all: number; processor: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const features = await timed(() => vision.features(some, image));
    const drawing = await timed(() => again.result.draw(checkpoint, signal));
    const all = await timed(() => again.result.of(checkpoint, signal));
    rounds.push({ features: features.ms, drawing: drawing.ms, all: all.ms, processor: all.processorMs });
  }
  const of = (part: keyof (typeof rounds)[number]): number => Math.round(median(rounds.map((round) => round[part])));
  say(`${preset}, ${image.width} × ${image.height} × ${image.channels}`);
  say(
    `  data set of ${IMAGES}: features ${Math.round(first.ms - again.ms)} ms once, references ${Math.round(again.ms)} ms a session`,
  );
  say(
    `  checkpoint: drawing ${of('drawing')} ms, features ${of('features')} ms, measures ${of('all') - of('features') - of('drawing')} ms, in all ${of('all')} ms, of processors ${of('processor')} ms`,
  );
  say(
    `  at ${SHARE} % one in ${((of('all') / SHARE) * 0.1).toFixed(0)} s of training, ${Math.round(((of('all') / SHARE) * 100) / stepMs)} steps of ${stepMs.toFixed(1)} ms`,
  );
}

const dir = await mkdtemp(join(tmpdir(), 'forger-bench-evaluations-'));
try {
  const library = await Library.open(dir);
  for (const set of SETS) await measureOn(library, set);
  say(`load ${loadavg()[0]?.toFixed(2)} at the end, ${ROUNDS} rounds`);
} finally {
  await rm(dir, { recursive: true });
}
