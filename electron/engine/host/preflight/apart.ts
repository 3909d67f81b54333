import { ForgerError } from '@shared/contract/errors.ts';
import { performApart, type ApartLauncher } from '../apart.ts';
import { probeEventSchema, type ProbeCommand, type ProbeEvent, type ProbeResult, type ProbeStage } from './messages.ts';

/** Starts the built electron/engine/host/preflight/process.ts. */
export type ProbeLauncher = ApartLauncher<ProbeCommand>;

/** Native code that finds no memory mostly ends its process: an answer that does not come is one, too. */
const gone = (): ForgerError =>
  new ForgerError('out-of-memory', 'The process that tried it was ended, most often because memory ran out.');
const confused = (): ForgerError =>
  new ForgerError('internal', 'The process that tried the run said something that is no answer.');

/**
 * Asks a process of its own, and ends it whatever comes of it.
 * @throws {ForgerError} what the process failed by: out-of-memory, device-unavailable, …; cancelled
 */
export async function probeApart(
  launch: ProbeLauncher,
  task: ProbeCommand,
  signal: AbortSignal,
  onStage: (stage: ProbeStage) => void = () => undefined,
): Promise<ProbeResult> {
  const { result } = await performApart<ProbeCommand, ProbeEvent>({
    ...{ launch, task, signal, gone, confused, events: probeEventSchema },
    onProgress: ({ stage }) => onStage(stage),
  });
  return result;
}
