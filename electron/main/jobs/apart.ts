import type { z } from 'zod';
import { ForgerError, type Failure } from '@shared/contract/errors.ts';

/** A process that does one piece of work, as its user sees it. */
export interface ApartProcess<Command> {
  postMessage(message: Command): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: () => void): void;
  /** Ends it at once. */
  kill(): void;
}

export type ApartLauncher<Command> = () => ApartProcess<Command>;

export interface ApartProgress {
  done: number;
  total: number;
}

/** What such a process says: how far it is, why it failed, or its answer. */
type Said = { type: 'failed'; error: Failure } | ({ type: 'progress' } & ApartProgress) | { type: string };

export interface ApartWork<Command, Event> {
  launch: ApartLauncher<Command>;
  task: Command;
  cancel: Command;
  events: z.ZodType<Event>;
  signal: AbortSignal;
  onProgress(progress: ApartProgress): void;
  /** How long a cancelled process may take to tidy up what it writes. */
  graceMs: number;
  /** What is told of a process that ended without an answer. */
  gone(): ForgerError;
}

/**
 * Gives a task to a process of its own and ends that process, whatever comes of it.
 * @returns the event that is neither progress nor failure
 * @throws {ForgerError} what the process failed by, or `cancelled`
 */
export async function performApart<Command, Event extends Said>(
  work: ApartWork<Command, Event>,
): Promise<Exclude<Event, { type: 'progress' | 'failed' }>> {
  const { launch, task, events, signal, gone } = work;
  signal.throwIfAborted();
  const child = launch();
  const exited = new Promise<void>((resolve) => child.onExit(resolve));
  const cancel = (): void => {
    child.postMessage(work.cancel);
    setTimeout(() => child.kill(), work.graceMs).unref();
  };
  try {
    return await new Promise((resolve, reject) => {
      void exited.then(() => reject(signal.aborted ? new ForgerError('cancelled', 'Cancelled.') : gone()));
      child.onMessage((message) => {
        const { data: event } = events.safeParse(message);
        if (!event) return reject(gone());
        const said: Said = event;
        if ('done' in said) work.onProgress({ done: said.done, total: said.total });
        else if ('error' in said) reject(new ForgerError(said.error.code, said.error.message));
        else resolve(event as Exclude<Event, { type: 'progress' | 'failed' }>);
      });
      signal.addEventListener('abort', cancel, { once: true });
      child.postMessage(task);
    });
  } finally {
    signal.removeEventListener('abort', cancel);
    child.kill();
    await exited;
  }
}
