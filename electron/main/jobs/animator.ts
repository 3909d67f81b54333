import { dirname } from 'node:path';
import type { AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import {
  animationEventSchema,
  type AnimationCommand,
  type AnimationEvent,
} from '../../engine/host/animation/messages.ts';
import { sweepLeftovers } from '../../store/files/index.ts';

/** A process that makes one animation, as its user sees it. */
export interface AnimationProcess {
  postMessage(message: AnimationCommand): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: () => void): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts the built electron/engine/host/animation/process.ts. */
export type AnimationLauncher = () => AnimationProcess;

type Task = Extract<AnimationCommand, { type: 'write' | 'preview' }>;
type Answer = Extract<AnimationEvent, { type: 'written' | 'previewed' }>;
export type Preview = Extract<AnimationEvent, { type: 'previewed' }>;

/** How long a cancelled process may take to tidy up what it writes; a preview writes nothing. */
const GRACE_MS = { write: 3000, preview: 0 } as const;

const gone = (): ForgerError =>
  new ForgerError(
    'internal',
    'The animation could not be made: its process ended. Close other programs, then try again.',
  );

/** Gives a task to a process of its own and ends that process, whatever comes of it. @throws {ForgerError} */
async function perform(
  launch: AnimationLauncher,
  task: Task,
  signal: AbortSignal,
  onProgress: (progress: AnimationProgress) => void,
): Promise<Answer> {
  signal.throwIfAborted();
  const child = launch();
  const exited = new Promise<void>((resolve) => child.onExit(resolve));
  const cancel = (): void => {
    child.postMessage({ type: 'cancel' });
    setTimeout(() => child.kill(), GRACE_MS[task.type]).unref();
  };
  try {
    return await new Promise<Answer>((resolve, reject) => {
      void exited.then(() => reject(signal.aborted ? new ForgerError('cancelled', 'Cancelled.') : gone()));
      child.onMessage((message) => {
        const { data: event } = animationEventSchema.safeParse(message);
        if (!event) return reject(gone());
        if (event.type === 'progress') onProgress({ done: event.done, total: event.total });
        else if (event.type === 'failed') reject(new ForgerError(event.error.code, event.error.message));
        else resolve(event);
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

/**
 * Makes an animation in a process of its own. A cancelled one leaves nothing: not even what a process that had to
 * be ended was writing.
 * @throws {ForgerError}
 */
export async function animateApart(
  launch: AnimationLauncher,
  task: Omit<Extract<Task, { type: 'write' }>, 'type'>,
  signal: AbortSignal,
  onProgress: (progress: AnimationProgress) => void,
): Promise<AnimationResult> {
  try {
    const answer = await perform(launch, { type: 'write', ...task }, signal, onProgress);
    if (answer.type !== 'written') throw gone();
    return answer.result;
  } catch (error) {
    await sweepLeftovers(dirname(task.out)).catch(() => undefined);
    throw error;
  }
}

/** Asks a process of its own what an animation will be. @throws {ForgerError} */
export async function previewApart(
  launch: AnimationLauncher,
  task: Omit<Extract<Task, { type: 'preview' }>, 'type'>,
  signal: AbortSignal,
): Promise<Preview> {
  const answer = await perform(launch, { type: 'preview', ...task }, signal, () => undefined);
  if (answer.type !== 'previewed') throw gone();
  return answer;
}
