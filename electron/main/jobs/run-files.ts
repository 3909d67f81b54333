import { dirname } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { OpenedRunFile, RunFileProgress, RunFileResult, RunFileSizes, SavedRunFile } from '@shared/run-file.ts';
import type { VerifyProgress, VerifyReport } from '@shared/verify.ts';
import { performApart, type ApartLauncher } from '../../engine/host/apart.ts';
import { runFileEventSchema, type RunFileCommand, type RunFileEvent } from '../../engine/host/run-file/messages.ts';
import { verifyRun, type PerformTask, type VerifyTask } from '../../engine/host/verify/verify.ts';
import { sweepLeftovers } from '../../store/files/index.ts';
import type { Jobs } from './jobs.ts';

/** Starts the built electron/engine/host/run-file/process.ts. */
export type RunFileLauncher = ApartLauncher<RunFileCommand>;

/** Runs on their way into files and out of them, and those being checked. */
export type RunFileJobs = Jobs<RunFileProgress, RunFileResult>;

type Task<Type extends RunFileCommand['type']> = Extract<RunFileCommand, { type: Type }>;
type Answer<Type extends RunFileEvent['type']> = Extract<RunFileEvent, { type: Type; result: unknown }>['result'];

export interface BytesDone {
  done: number;
  total: number;
}

/** How long a cancelled process may take to remove what it had begun. */
const GRACE_MS = 3000;

const gone = (): ForgerError =>
  new ForgerError('internal', 'This could not be done: its process ended. Close other programs, then try again.');

async function perform<Type extends RunFileEvent['type']>(
  launch: RunFileLauncher,
  task: RunFileCommand,
  answer: Type,
  signal: AbortSignal,
  onProgress: (progress: BytesDone) => void,
): Promise<Answer<Type>> {
  const event = await performApart<RunFileCommand, RunFileEvent>({
    ...{ launch, task, signal, gone, events: runFileEventSchema },
    cancel: { command: { type: 'cancel' }, graceMs: GRACE_MS },
    onProgress: ({ done, total }) => onProgress({ done, total }),
  });
  if (event.type !== answer) throw gone();
  return event.result as Answer<Type>;
}

/** Saves a run as one file, in a process of its own. A cancelled one leaves nothing. @throws {ForgerError} */
export async function saveApart(
  launch: RunFileLauncher,
  task: Omit<Task<'save'>, 'type'>,
  signal: AbortSignal,
  onProgress: (progress: BytesDone) => void,
): Promise<SavedRunFile> {
  try {
    return await perform(launch, { type: 'save', ...task }, 'saved', signal, onProgress);
  } catch (error) {
    // What a process that had to be ended was writing.
    await sweepLeftovers(dirname(task.out)).catch(() => undefined);
    throw error;
  }
}

/** Opens a run file, in a process of its own. @throws {ForgerError} */
export const openApart = (
  launch: RunFileLauncher,
  task: Omit<Task<'open'>, 'type'>,
  signal: AbortSignal,
  onProgress: (progress: BytesDone) => void,
): Promise<OpenedRunFile> => perform(launch, { type: 'open', ...task }, 'opened', signal, onProgress);

/** How large a run's file would be. @throws {ForgerError} */
export const weighApart = (launch: RunFileLauncher, task: Omit<Task<'weigh'>, 'type'>): Promise<RunFileSizes> =>
  perform(launch, { type: 'weigh', ...task }, 'weighed', new AbortController().signal, () => undefined);

/** Checks a run: each half of the training in a process that knows nothing of the others. @throws {ForgerError} */
export function verifyApart(
  launch: RunFileLauncher,
  task: { library: string; bundledDir: string; run: string; steps: number },
  signal: AbortSignal,
  onProgress: (progress: VerifyProgress) => void,
): Promise<VerifyReport> {
  const performTask = (work: VerifyTask, ways: { onProgress(done: number, total: number): void }) =>
    perform(launch, work, work.type, signal, ({ done, total }) => ways.onProgress(done, total));
  return verifyRun({ ...task, signal, onProgress, perform: performTask as PerformTask });
}
