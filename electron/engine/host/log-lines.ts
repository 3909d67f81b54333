import { availableParallelism } from 'node:os';
import { stepInWords } from '@shared/divergence.ts';
import type { Schedule } from '@shared/schedule.ts';
import type { PastBest } from '@shared/score.ts';
import { wayInWords, type RunWay } from '@shared/way.ts';
import type { Images, Split } from '../training/batches.ts';
import type { TrainingEnd } from '../training/loop.ts';

export interface StartFacts {
  step: number;
  /** The device, in words. */
  title: string;
  way: RunWay;
  /** Onto another kind of device than its record has. */
  moved: boolean;
  /** Which images it trains on, where some are held out. */
  images: Pick<Images, 'count' | 'split'>;
  /** Why a step was not compiled. */
  refusal: string | null;
  /** Of this machine. */
  processors?: number;
}

/** What a run's log says when training begins: where, how, and why not as it was to. */
export function describeStart(facts: StartFacts): string[] {
  const { step, title, way, moved, images, refusal, processors = availableParallelism() } = facts;
  const begins = step === 0 ? 'Starts' : `Goes on from step ${step}`;
  return [
    `${begins} on ${title}: ${wayInWords(way)}.`,
    ...(images.split ? [heldOutInWords(images.count, images.split)] : []),
    ...(refusal === null ? [] : [`The step could not be compiled: ${refusal}`]),
    ...(moved
      ? ['The device this run was made for is not here. On another one its numbers are rounded otherwise.']
      : []),
    ...(way.threads !== null && way.threads > processors
      ? [
          `It keeps the threads it was made with. This machine has ${processors} processors, so it is slower than a run made here.`,
        ]
      : []),
  ];
}

function heldOutInWords(all: number, { heldOut, trained }: Split): string {
  const rest = all - trained.length - heldOut.length;
  const others = rest > 0 ? ` ${rest} more are not trained on: they are nearly the same as too many others.` : '';
  return `${heldOut.length} of ${all} images are held out of training.${others}`;
}

/** What it says when training ends. @param elapsed seconds of training, pauses left out */
export function describeEnd(end: TrainingEnd, step: number, elapsed: number): string {
  const ended = { finished: 'Finished', stopped: 'Stopped', 'past-best': 'Stopped past its best' }[end];
  return `${ended} at step ${step}, after ${Math.round(elapsed)} s of training.`;
}

/** Why a run that waited for room on the disk ended without saving what it had. @param newest step of its newest checkpoint */
export const stoppedWithoutRoom = (newest: number | null): string =>
  'Stopped without a last checkpoint, for which the disk has no room. ' +
  (newest === null
    ? 'There is none yet: resumed, the run starts from the beginning.'
    : `Resumed, the run goes on from step ${newest}.`);

/** Why a run that was asked to stop past its best did, and what to do. */
export const stoppedPastBest = ({ best }: PastBest, { stepsPerEpoch }: Pick<Schedule, 'stepsPerEpoch'>): string =>
  `Stopped past its best: G has not been better since ${stepInWords(best, stepsPerEpoch)}. Resumed, the run goes on.`;
