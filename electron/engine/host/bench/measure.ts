import { isPaired, pairShape } from '@shared/pairs.ts';
import { openDevice } from '../../device/index.ts';
import { graphLoader } from '../../device/saved-model.ts';
import { seededFeed } from '../../training/feed.ts';
import { cycleOf, periodsOf } from '../../training/step/due.ts';
import { Trainer } from '../../training/trainer.ts';
import { duelOf, madeUpImages, type Subject } from './subject.ts';
import type { Measured } from './take-part.ts';

/** Where nothing else limits it, a call may make as many steps as it likes. */
const MANY = 64;
/** Opens the device, builds the networks and makes the first step. */
export async function measure(subject: Subject): Promise<Measured> {
  const options = duelOf(subject);
  const { config, networks } = options;
  const device = await openDevice(config.device);
  const images = madeUpImages(isPaired(networks) ? pairShape(networks.image) : networks.image, config.batch);
  const started = performance.now();
  const trainer = new Trainer(options, seededFeed(images, options), graphLoader(config));
  trainer.trainSteps(1);
  await trainer.readMetrics();
  const firstStepMs = performance.now() - started;
  return {
    ready: { device: device.kind, library: device.title, firstStepMs },
    stretch: (steps, milliseconds) => stretch(trainer, steps, milliseconds),
    cycle: cycleOf(periodsOf(config)),
  };
}

async function stretch(trainer: Trainer, steps: number, milliseconds: number): Promise<number> {
  const [first, started] = [trainer.step, performance.now()];
  do trainer.trainSteps(Math.min(MANY, steps - (trainer.step - first)));
  while (trainer.step - first < steps && performance.now() - started < milliseconds);
  await trainer.readMetrics();
  return trainer.step - first;
}
