import type { z } from 'zod';
import { toFailure, type Failure } from '@shared/contract/errors.ts';
import { answering } from '@shared/ports/answering.ts';
import { findParent, type Parent } from './parent.ts';

/** What a process that does one piece of work has at hand. */
export interface TaskWays<Event> {
  post(event: Event): void;
  /** Aborted when the parent cancels. */
  signal: AbortSignal;
}

/**
 * Makes this a process that takes one task, which its parent may cancel, and answers it or says why it failed.
 * Whoever started it ends it then.
 */
export function takeTask<Command extends object, Event>(
  commands: z.ZodType<Command>,
  obey: (command: Exclude<Command, { type: 'cancel' }>, ways: TaskWays<Event>) => Promise<void>,
  parent: Parent = findParent(),
): void {
  const controller = new AbortController();
  const post = (event: Event | { type: 'failed'; error: Failure }): void => parent.post(event);

  const fail = (error: unknown): void => post({ type: 'failed', error: toFailure(error) });
  const receive = answering({
    commands,
    obey: (command) => {
      if ('type' in command && command.type === 'cancel') return controller.abort();
      return obey(command as Exclude<Command, { type: 'cancel' }>, { post, signal: controller.signal });
    },
    fail: (_, error) => fail(error),
    confused: fail,
  });

  parent.onMessage((message) => void receive(message));
  parent.onGone(() => process.exit(1));
}
