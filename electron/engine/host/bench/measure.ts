import { openDevice } from '../../device/index.ts';
import { loadSavedModel } from '../../device/saved-model.ts';
import { seededFeed } from '../../training/feed.ts';
import { Trainer } from '../../training/trainer.ts';
import type { Lap, Ready, Round } from './messages.ts';
import { median } from './median.ts';
import { duelOf, madeUpImages, type Subject } from './subject.ts';

/** Steps are timed in stretches of this length, each with one look at the numbers, as the training loop looks. */
const STRETCH_MS = 100;
/** Where nothing else limits it, a call may make as many steps as it likes. */
const MANY = 64;
/** Preparations that come after the first step: TensorFlow's own, and finding how many steps a call makes. */
const WARM_UP: Round = { steps: 32, seconds: 1 };

/** A trainer in this process that can be timed. */
export interface Measured {
  ready: Ready;
  lap(round: Round): Promise<Lap>;
}

/** Opens the device, builds the networks, makes the first step and what else only the beginning costs. */
export async function measure(subject: Subject): Promise<Measured> {
  const options = duelOf(subject);
  const { config, networks } = options;
  const device = await openDevice(config.device);
  const images = madeUpImages(networks.image, config.batch);
  const started = performance.now();
  const trainer = new Trainer(options, seededFeed(images, options), loadSavedModel);
  trainer.trainSteps(1);
  await trainer.readMetrics();
  const firstStepMs = performance.now() - started;
  await stretch(trainer, WARM_UP.steps, WARM_UP.seconds * 1000);
  return {
    ready: { device: device.kind, library: device.title, firstStepMs },
    lap: async ({ steps, seconds }) => ({
      msPerStep: await timed(trainer, steps || Infinity, seconds * 1000),
      peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
    }),
  };
}

/** Trains until so many steps are made or so much time is over, and reads their numbers. @returns steps made */
async function stretch(trainer: Trainer, steps: number, milliseconds: number): Promise<number> {
  const [first, started] = [trainer.step, performance.now()];
  do trainer.trainSteps(Math.min(MANY, steps - (trainer.step - first)));
  while (trainer.step - first < steps && performance.now() - started < milliseconds);
  await trainer.readMetrics();
  return trainer.step - first;
}

/** Median milliseconds a step over a round of so many steps, or where that is infinite of so much time. */
async function timed(trainer: Trainer, steps: number, milliseconds: number): Promise<number> {
  const times: number[] = [];
  const started = performance.now();
  let left = steps;
  do {
    const before = performance.now();
    const made = await stretch(trainer, left, STRETCH_MS);
    times.push((performance.now() - before) / made);
    left -= made;
  } while (left > 0 && (Number.isFinite(left) || performance.now() - started < milliseconds));
  return median(times);
}
