import { bestBy } from '@shared/checkpoint-evaluation.ts';
import { policyOf } from '@shared/checkpoint-policy.ts';
import { stepsPerEpoch } from '@shared/config/resolve.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { EVALUATION_IDS } from '@shared/evaluations.ts';
import { openToTrain } from '../../../data/index.ts';
import type { Images } from '../../training/batches.ts';
import { RESIDENT_BYTES } from '../../training/feed.ts';
import type { LoopTrainer } from '../../training/loop.ts';
import { cycleOf, periodsOf } from '../../training/step/due.ts';
import { timeLap, warmUp, type Stretch } from '../bench/lap.ts';
import type { Metered } from '../evaluate/meter.ts';
import { rehearseMeasuring } from '../evaluate/rehearse.ts';
import { imagesOfRun } from '../images-of-run.ts';
import type { EngineWindows } from '../window/windows.ts';
import { begin, type Begun } from './begin.ts';
import type { ProbeCommand, ProbeResult, ProbeStage, ProbeSubject } from './messages.ts';

/** A round: long enough for the median of a few stretches. */
const ROUND = { steps: 0, seconds: 1 } as const;
/** A step as slow as this is timed by itself alone, where all are alike. */
const SLOW_MS = 400;
/** Where they are not, what is timed is a whole cycle of them, or as much of it as fits this time. */
const CYCLE_MS = 10_000;
/** Steps after which a training process holds all it ever will, but for samples and a checkpoint. */
const FIT_STEPS = 3;
const MANY = 64;

/**
 * Trains a few steps as a run would, draws its samples, gathers its checkpoint and measures it, and writes nothing.
 * @param windows where the GPU is, in the app
 * @throws {ForgerError} device-unavailable, engine-stopped, not-found, damaged; out-of-memory comes as the layers below say it
 */
export async function probe(
  command: ProbeCommand,
  windows: EngineWindows | null,
  onStage: (stage: ProbeStage) => void,
): Promise<ProbeResult> {
  const { library, bundledDir, dataset: id } = command.subject;
  onStage('building');
  const dataset = await openToTrain(library, bundledDir, id, RESIDENT_BYTES);
  try {
    const images = imagesOfRun(dataset, command.subject);
    const begun = await begin(command, images, windows);
    onStage('timing');
    try {
      return await measure(begun, command, { images, dataset: dataset.record });
    } finally {
      await begun.trainer.dispose();
    }
  } finally {
    await dataset.close();
  }
}

interface Shown {
  /** With those held out, where the run holds any out. */
  images: Images;
  dataset: DatasetRecord;
}

async function measure(begun: Begun, { question, subject }: ProbeCommand, shown: Shown): Promise<ProbeResult> {
  const { trainer, title, firstStepMs, elsewhereBytes } = begun;
  const { config } = subject;
  const msPerStep = question === 'time' ? await timeOf(trainer, cycleOf(periodsOf(config))) : null;
  while (question === 'fit' && trainer.step < FIT_STEPS) await trainer.trainSteps(1);
  await trainer.drawSamples();
  const state = await trainer.save();
  const { 'evaluations.share': share } = config;
  if (share > 0 || policyOf(config).keep === 'best') for (const id of EVALUATION_IDS) await trainer.evaluate(id);
  // In JavaScript alone it would take minutes.
  if (bestBy(config) !== null && config.device !== 'js') await rehearseMeasuring(meteredOf(subject, shown), state);
  const { execution, refusal } = trainer.way;
  const peakBytes = Math.round(process.resourceUsage().maxRSS * 1024) + elsewhereBytes;
  return { title, execution, refusal, msPerStep, firstStepMs, peakBytes, gpuBytes: await begun.gpuBytes() };
}

/** Milliseconds a step. @param steps after which what is due repeats */
async function timeOf(trainer: LoopTrainer, steps: number): Promise<number> {
  const started = performance.now();
  await trainer.trainSteps(1);
  await trainer.readMetrics();
  const second = performance.now() - started;
  const slow = second > SLOW_MS;
  if (slow && steps === 1) return second;
  const stretch: Stretch = async (steps, milliseconds) => {
    const [first, started] = [trainer.step, performance.now()];
    do await trainer.trainSteps(Math.min(MANY, steps - (trainer.step - first)));
    while (trainer.step - first < steps && performance.now() - started < milliseconds);
    await trainer.readMetrics();
    return trainer.step - first;
  };
  if (!slow) await warmUp(stretch);
  return timeLap(stretch, ROUND, { steps, milliseconds: CYCLE_MS });
}

/** The run as it will be measured. */
function meteredOf({ config, networks, recipe }: ProbeSubject, { images, dataset: { count, labels } }: Shown): Metered {
  const dataset = labels ? { labels } : {};
  return { images, record: { config, networks, recipe, dataset, stepsPerEpoch: stepsPerEpoch(config, count) } };
}
