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

/** What such a process says: how far it is, why it failed, or its answer. */
type Said = { type: 'failed'; error: Failure } | { type: string };

export interface ApartWork<Command, Event extends Said> {
  launch: ApartLauncher<Command>;
  task: Command;
  events: z.ZodType<Event>;
  signal: AbortSignal;
  /** How a process is told to tidy up what it writes, and how long that may take; left out, it is ended at once. */
  cancel?: { command: Command; graceMs: number };
  onProgress(progress: Extract<Event, { type: 'progress' }>): void;
  /** What is told of a process that ended without an answer. */
  gone(): ForgerError;
  /** What is told of one that says what nobody understands; left out, the same. */
  confused?(): ForgerError;
}

/**
 * Gives a task to a process of its own and ends that process, whatever comes of it.
 * @returns the event that is neither progress nor failure
 * @throws {ForgerError} what the process failed by, or `cancelled`
 */
export async function performApart<Command, Event extends Said>(
  work: ApartWork<Command, Event>,
): Promise<Exclude<Event, { type: 'progress' | 'failed' }>> {
  const { launch, task, events, signal, gone, confused = gone } = work;
  signal.throwIfAborted();
  const child = launch();
  const exited = new Promise<void>((resolve) => child.onExit(resolve));
  const cancel = (): void => {
    if (!work.cancel) return child.kill();
    child.postMessage(work.cancel.command);
    setTimeout(() => child.kill(), work.cancel.graceMs).unref();
  };
  try {
    return await new Promise((resolve, reject) => {
      void exited.then(() => reject(signal.aborted ? new ForgerError('cancelled', 'Cancelled.') : gone()));
      child.onMessage((message) => {
        const { data: event } = events.safeParse(message);
        if (!event) return reject(confused());
        const said: Said = event;
        if (said.type === 'progress') work.onProgress(event as Extract<Event, { type: 'progress' }>);
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
