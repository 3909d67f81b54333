import { setImmediate } from 'node:timers/promises';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { leanestPolicy, policyOf, type CheckpointPolicy } from '@shared/checkpoint-policy.ts';
import { toFailure } from '@shared/contract/errors.ts';
import { averageSampleFile } from '@shared/library-names.ts';
import { sampleShape } from '@shared/pairs.ts';
import type { RunStatus } from '@shared/run.ts';
import { sampleFileAt, scheduleOf } from '@shared/schedule.ts';
import type { RunWriter } from '../../store/index.ts';
import type { RunControl } from '../training/control.ts';
import type { RunOutputs } from '../training/loop.ts';
import type { EventLog } from './event-log.ts';
import type { FreeSpace } from './free-space.ts';
import { gridPng } from './grid.ts';
import { whenThereIsRoom } from './patience.ts';

/** What changed on disk; of the status what a list shows besides progress. */
export interface RunEvent {
  what: 'status' | 'metrics' | 'samples' | 'evaluations' | 'checkpoint';
}

interface Listener {
  control: RunControl;
  onEvent(event: RunEvent): void;
  /** Resolves when the images were held against their hash: nothing learnt from others is kept. */
  images: Promise<void>;
  /** Looked at before each checkpoint, and every few seconds. */
  space: Pick<FreeSpace, 'due' | 'check'>;
}

/** What a run makes beside what the loop hands over. */
export interface HostOutputs extends RunOutputs {
  flushEvents(): Promise<void>;
  /** A checkpoint was measured. */
  measured(made: CheckpointEvaluation): Promise<void>;
}

/** Puts the loop's results into the run's folder; while the disk is full, the run waits. */
export function outputsOf(
  { onEvent, control, images, space }: Listener,
  writer: RunWriter,
  events: EventLog | null,
): HostOutputs {
  const { record } = writer;
  const schedule = scheduleOf(record);
  const setStatus = async (patch: Partial<RunStatus>): Promise<void> => {
    await writer.setStatus(patch);
    onEvent({ what: 'status' });
  };
  let full = false;
  const policy = policyOf(record.config);
  /** Too many checkpoints are no reason to end a run: what could not be removed goes with the next one. */
  const thin = async (by: CheckpointPolicy): Promise<void> => {
    if (by.keep === 'all') return;
    try {
      await writer.thinCheckpoints(by);
    } catch (error) {
      await writer.log(`Older checkpoints could not be removed: ${toFailure(error).message}`).catch(() => undefined);
    }
  };
  const thinIfAsked = async (): Promise<void> => {
    if (!control.takeThinning()) return;
    await thin(leanestPolicy(policy));
    onEvent({ what: 'checkpoint' });
  };
  const withThinning = (work: () => Promise<void>) => async (): Promise<void> => {
    await thinIfAsked();
    await work();
  };
  const patiently = (work: () => Promise<void>): Promise<void> =>
    whenThereIsRoom(withThinning(work), {
      control,
      onFull: async (message) => {
        full = true;
        // There may be no room for this either: then the status stays as it is.
        await setStatus({ state: 'paused', code: 'no-space', message, imagesPerSecond: null }).catch(() => undefined);
      },
      onRoom: async () => {
        full = false;
        await setStatus({ state: 'training', message: null, code: undefined });
      },
    });
  const keep = async (what: RunEvent['what'], work: () => Promise<void>): Promise<void> => {
    await patiently(work);
    onEvent({ what });
  };
  /** A run that is being stopped takes what room there is for its last checkpoint. */
  const look = async (): Promise<void> => {
    if (!control.stopping) await space.check();
  };
  const flushEvents = async (): Promise<void> => {
    if (events) await patiently(() => events.write());
  };
  return {
    get full() {
      return full;
    },
    metrics: async (rows, madeAt) => {
      await patiently(() => writer.appendMetrics(rows));
      const last = rows.at(-1);
      if (last) {
        const { step, imagesPerSecond } = last;
        await patiently(() => writer.setStatus({ step, imagesPerSecond }));
      }
      onEvent({ what: 'metrics' });
      events?.addMetrics(rows, madeAt);
      if (events?.due) await flushEvents();
      if (space.due) await patiently(look);
    },
    samples: async (step, { generator, average }, madeAt) => {
      const { classes } = record.networks;
      const image = sampleShape(record.networks);
      const file = sampleFileAt(step, schedule);
      const png = await gridPng(generator, image, classes);
      const averagePng = average && (await gridPng(average, image, classes));
      await keep('samples', async () => {
        // The EMA's first: whoever sees G's grid finds that one beside it.
        if (averagePng) await writer.writeSamples(averageSampleFile(file), averagePng);
        await writer.writeSamples(file, png);
      });
      events?.addGrids(step, png, averagePng, madeAt);
    },
    evaluations: async (made, madeAt) => {
      await keep('evaluations', () => writer.appendEvaluations(made));
      events?.addEvaluations(made, madeAt);
    },
    checkpoint: async (state, madeAt) => {
      await images;
      // Events first: whoever goes on from a checkpoint finds all of them up to its step.
      events?.addWeights(state, madeAt);
      await flushEvents();
      await keep('checkpoint', async () => {
        await look();
        await writer.writeCheckpoint(state);
      });
      await thin(policy);
    },
    paused: async (step) => {
      await flushEvents();
      await setStatus({ state: 'paused', step, imagesPerSecond: null });
    },
    resumed: (step) => setStatus({ state: 'training', step }),
    measuring: (left) => setStatus({ evaluating: left, imagesPerSecond: null }),
    measured: async (made) => {
      await keep('evaluations', () => writer.appendEvaluations([made]));
      events?.addCheckpointEvaluation(made, Date.now());
      await flushEvents();
      // One that waited to be measured may go now.
      await thin(policy);
    },
    breathe: () => setImmediate(),
    flushEvents,
  };
}
