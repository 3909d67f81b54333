import { openToTrain } from '../../../data/index.ts';
import { openDevice } from '../../device/index.ts';
import { graphLoader } from '../../device/saved-model.ts';
import { RESIDENT_BYTES, seededFeed } from '../../training/feed.ts';
import type { StepTimes, StepTrial } from '../../training/step/choose-step.ts';
import { Trainer } from '../../training/trainer.ts';
import { timeLap, warmUp, type Stretch } from '../bench/lap.ts';
import { requirePreset } from '../prepare-run.ts';
import { keepStepTimes, knownStepTimes, stepTimesKey } from '../step-times.ts';
import type { ProbeCommand, ProbeResult, ProbeStage } from './messages.ts';

/** A round: long enough for the median of a few stretches. */
const ROUND = { steps: 0, seconds: 1 } as const;
/** A slower step is timed by the choice of its way alone. */
const SLOW_MS = 400;
/** Steps after which a training process holds all it ever will, but for samples and a checkpoint. */
const FIT_STEPS = 3;
const MANY = 64;

/**
 * Trains a few steps as a run would, draws its samples and gathers its checkpoint, and writes nothing.
 * @throws {ForgerError} device-unavailable, not-found, damaged; out-of-memory comes as the layers below say it
 */
export async function probe(
  { question, subject }: ProbeCommand,
  onStage: (stage: ProbeStage) => void,
): Promise<ProbeResult> {
  const { library, bundledDir, config, networks, totalSteps } = subject;
  onStage('building');
  const device = await openDevice(config.device);
  const dataset = await openToTrain(library, bundledDir, subject.dataset, RESIDENT_BYTES);
  try {
    const { pixels, labels, record } = dataset;
    const { recipe } = requirePreset(config.preset);
    const options = { networks, recipe, config };
    const feed = seededFeed({ pixels, labels, count: record.count, image: record.image }, options);
    const key = stepTimesKey(subject, device.title);
    const measured: StepTimes[] = [];
    const trial: StepTrial = {
      settled: null,
      known: await knownStepTimes(key),
      steps: totalSteps,
      measured: (times) => void measured.push(times),
    };
    const started = performance.now();
    const trainer = new Trainer(options, feed, graphLoader(config), ...(question === 'time' ? [trial] : []));
    trainer.trainSteps(1);
    await trainer.readMetrics();
    const firstStepMs = performance.now() - started;
    for (const times of measured) await keepStepTimes(key, times);
    onStage('timing');
    const msPerStep = question === 'time' ? await timeOf(trainer) : null;
    if (question === 'fit') while (trainer.step < FIT_STEPS) trainer.trainSteps(1);
    await trainer.drawSamples();
    await trainer.save();
    const { execution, refusal } = trainer.way;
    const peakBytes = Math.round(process.resourceUsage().maxRSS * 1024);
    return { title: device.title, execution, refusal, msPerStep, firstStepMs, peakBytes };
  } finally {
    await dataset.close();
  }
}

async function timeOf(trainer: Trainer): Promise<number> {
  const known = trainer.way.times[trainer.way.execution];
  if (known !== undefined && known > SLOW_MS) return known;
  const stretch: Stretch = async (steps, milliseconds) => {
    const [first, started] = [trainer.step, performance.now()];
    do trainer.trainSteps(Math.min(MANY, steps - (trainer.step - first)));
    while (trainer.step - first < steps && performance.now() - started < milliseconds);
    await trainer.readMetrics();
    return trainer.step - first;
  };
  await warmUp(stretch);
  return timeLap(stretch, ROUND);
}
