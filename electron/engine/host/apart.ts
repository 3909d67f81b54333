import type { z } from 'zod';
import { errorOf, ForgerError, type Failure } from '@shared/contract/errors.ts';
import type { ProcessPort } from '@shared/ports/port.ts';
import { Requests } from '@shared/ports/requests.ts';

/** Starts a process that does one piece of work. */
export type ApartLauncher<Command> = () => ProcessPort<Command>;

/** What such a process says: how far it is, why it failed, or its answer. */
type Said = { type: 'failed'; error: Failure } | { type: string };

type Answer<Event> = Exclude<Event, { type: 'progress' | 'failed' }>;
/** Such a process is asked once, so its answers carry no request number. */
const ONLY = 0;

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
): Promise<Answer<Event>> {
  const { launch, task, events, signal, gone, confused = gone } = work;
  signal.throwIfAborted();
  const child = launch();
  const requests = new Requests<Command, Answer<Event>>((command) => child.postMessage(command));
  const exited = new Promise<void>((resolve) => child.onExit(resolve));
  void exited.then(() => requests.end(signal.aborted ? new ForgerError('cancelled', 'Cancelled.') : gone()));
  child.onMessage((message) => {
    const { data: event } = events.safeParse(message);
    if (!event) return requests.end(confused());
    const said: Said = event;
    if (said.type === 'progress') work.onProgress(event as Extract<Event, { type: 'progress' }>);
    else if ('error' in said) requests.fail(ONLY, errorOf(said.error));
    else requests.answer(ONLY, event as Answer<Event>);
  });
  const cancel = (): void => {
    if (!work.cancel) return child.kill();
    child.postMessage(work.cancel.command);
    setTimeout(() => child.kill(), work.cancel.graceMs).unref();
  };
  try {
    return await requests.ask(task, { signal, cancel });
  } finally {
    child.kill();
    await exited;
  }
}
