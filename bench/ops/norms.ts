import type { RunSettings } from '@shared/config/schema.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import type { Execution } from '@shared/way.ts';
import { graphLoader } from '../../electron/engine/device/saved-model.ts';
import { duelOf, MADE_UP, madeUpImages } from '../../electron/engine/host/bench/index.ts';
import { median } from '../../electron/engine/host/bench/median.ts';
import { seededFeed } from '../../electron/engine/training/feed.ts';
import { Trainer } from '../../electron/engine/training/trainer.ts';

/** Milliseconds a step by the clock, and of all processors together. */
interface Time {
  clock: number;
  processor: number;
}

/** Without norms twice, first and last: their mean is what the others are held against, and how far they lie apart is chance. */
const WAYS: readonly { name: string; settings: Partial<RunSettings> }[] = [
  { name: 'none', settings: { 'gradients.norms': 'off' } },
  { name: 'in one step of 8', settings: { 'gradients.norms': 'on', 'gradients.every': 8 } },
  { name: 'in each step', settings: { 'gradients.norms': 'on', 'gradients.every': 1 } },
  { name: 'none again', settings: { 'gradients.norms': 'off' } },
];
/** A stretch holds as many steps with norms as without, so that each is as long. */
const STRETCH = 8;

function trainerOf(settings: Parameters<typeof duelOf>[0]['settings']): Trainer {
  const options = duelOf({ settings, image: usualImage(settings.preset) });
  const images = madeUpImages(options.networks.image, options.config.batch);
  return new Trainer(options, seededFeed(images, options), graphLoader(options.config));
}

async function stretch(trainer: Trainer): Promise<Time> {
  const [first, started, used] = [trainer.step, performance.now(), process.cpuUsage()];
  while (trainer.step - first < STRETCH) trainer.trainSteps(STRETCH - (trainer.step - first));
  await trainer.readMetrics();
  const { user, system } = process.cpuUsage(used);
  return { clock: (performance.now() - started) / STRETCH, processor: (user + system) / 1000 / STRETCH };
}

const percent = (ratio: number): string => `${(100 * (ratio - 1)).toFixed(1)} %`.padStart(8);

/** What a step took without norms in a round, ms: the mean of both ways without. */
const without = (times: readonly Time[], kind: keyof Time): number =>
  ((times[0]?.[kind] ?? Number.NaN) + (times.at(-1)?.[kind] ?? Number.NaN)) / 2;

/**
 * What gradient norms cost: training in one process by each of the {@link WAYS} in turn, stretch by stretch. A line each: milliseconds a
 * step, and by how much a step is longer than without, the median over rounds of the ratio within a round.
 */
export async function* timeNorms(
  subject: { preset: string; batch: number; width: number; execution: Execution },
  rounds: number,
): AsyncGenerator<string> {
  const { preset, batch, width, execution } = subject;
  const given = { preset, dataset: MADE_UP, batch, 'network.width': width, device: 'cpu', execution } as const;
  const trainers = WAYS.map(({ settings }) => trainerOf({ ...given, ...settings }));
  for (const trainer of trainers) for (let times = 0; times < 3; times++) await stretch(trainer);
  const all: Time[][] = [];
  for (let round = 0; round < rounds; round++) {
    const times: Time[] = [];
    // Each in its turn comes first, so that no place is any way's own.
    for (let turn = 0; turn < trainers.length; turn++) {
      const place = (round + turn) % trainers.length;
      times[place] = await stretch(trainers[place] as Trainer);
    }
    all.push(times);
  }
  yield `${preset}, batch ${batch}, width ${width}, ${execution}; ${rounds} rounds\n`;
  for (const [place, { name }] of WAYS.entries()) {
    const of = (kind: keyof Time): number => median(all.map((times) => times[place]?.[kind] ?? Number.NaN));
    const over = (kind: keyof Time): number =>
      median(all.map((times) => (times[place]?.[kind] ?? Number.NaN) / without(times, kind)));
    const parts = (['clock', 'processor'] as const).map(
      (kind) => `${of(kind).toFixed(2).padStart(9)} ms ${percent(over(kind))} ${kind}`,
    );
    yield `${parts.join('  ')}  ${name}\n`;
  }
  for (const trainer of trainers) trainer.dispose();
}
