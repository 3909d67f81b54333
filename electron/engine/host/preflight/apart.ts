import { ForgerError } from '@shared/contract/errors.ts';
import { probeEventSchema, type ProbeCommand, type ProbeResult, type ProbeStage } from './messages.ts';

/** A process that tries a run, as its user sees it: child_process.fork, or utilityProcess in the app. */
export interface ProbeProcess {
  postMessage(message: ProbeCommand): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended; also when it could not be started. */
  onExit(listener: () => void): void;
  /** Ends it at once, as SIGKILL does; no effect when it is gone. */
  kill(): void;
}

/** Starts the built electron/engine/host/preflight/process.ts. */
export type ProbeLauncher = () => ProbeProcess;

/** Native code that finds no memory mostly ends its process: an answer that does not come is one, too. */
const gone = (): ForgerError =>
  new ForgerError('out-of-memory', 'The process that tried it was ended, most often because memory ran out.');

/**
 * Asks a process of its own, and ends it whatever comes of it.
 * @throws {ForgerError} what the process failed by: out-of-memory, device-unavailable, …; cancelled
 */
export async function probeApart(
  launch: ProbeLauncher,
  command: ProbeCommand,
  signal: AbortSignal,
  onStage: (stage: ProbeStage) => void = () => undefined,
): Promise<ProbeResult> {
  signal.throwIfAborted();
  const child = launch();
  const exited = new Promise<void>((resolve) => child.onExit(resolve));
  const cancel = (): void => child.kill();
  try {
    return await new Promise<ProbeResult>((resolve, reject) => {
      void exited.then(() => reject(signal.aborted ? new ForgerError('cancelled', 'Cancelled.') : gone()));
      child.onMessage((message) => {
        const { data: event } = probeEventSchema.safeParse(message);
        if (!event)
          reject(new ForgerError('internal', 'The process that tried the run said something that is no answer.'));
        else if (event.type === 'stage') onStage(event.stage);
        else if (event.type === 'failed') reject(new ForgerError(event.error.code, event.error.message));
        else resolve(event.result);
      });
      signal.addEventListener('abort', cancel, { once: true });
      child.postMessage(command);
    });
  } finally {
    signal.removeEventListener('abort', cancel);
    child.kill();
    await exited;
  }
}
