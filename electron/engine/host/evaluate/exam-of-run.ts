import { bestBy, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Schedule } from '@shared/schedule.ts';
import type { Library, RunWriter } from '../../../store/index.ts';
import type { RunControl } from '../../training/control.ts';
import { Exam } from '../../training/exam.ts';
import type { Meter } from './meter.ts';

export interface ExamArguments {
  library: Library;
  writer: RunWriter;
  schedule: Schedule;
  control: RunControl;
  /** Opened when the first checkpoint is measured. */
  openMeter: (signal: AbortSignal) => Promise<Meter>;
  keep: (made: CheckpointEvaluation) => Promise<void>;
  onNotice: (sentence: string) => void;
}

/** What measures the checkpoints of a run while this process trains it; null where it measures none. */
export async function examOfRun(args: ExamArguments): Promise<Exam | null> {
  const { library, writer, schedule, control, openMeter, keep, onNotice } = args;
  const { record, status } = writer;
  if (bestBy(record.config) === null) return null;
  const checkpoints = (await library.listCheckpoints(record.id)).map(({ step }) => step);
  const measured = await library.readCheckpointEvaluations(record.id);
  const tell = async (sentence: string): Promise<void> => {
    await writer.log(sentence);
    onNotice(sentence);
  };
  let meter: Meter | null = null;
  return new Exam(
    { schedule, config: record.config, checkpoints, measured, forgiven: status.pastBest ?? null },
    {
      measure: async (step, signal) => {
        meter ??= await openMeter(signal);
        try {
          return await meter.of(await library.readCheckpoint(record.id, step), signal);
        } catch (error) {
          if (!(error instanceof ForgerError) || !['damaged', 'not-found'].includes(error.code)) throw error;
          await tell(`The checkpoint of step ${step} could not be measured: ${error.message}`);
          return null;
        }
      },
      keep,
      refuse: async (error) => {
        if (!(error instanceof ForgerError)) throw error;
        await tell(`Checkpoints are not measured: ${error.message}`);
      },
    },
    control,
  );
}
