import { dirname } from 'node:path';
import type { AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ProcessPort } from '@shared/ports/port.ts';
import { performApart, type ApartLauncher } from '../../engine/host/apart.ts';
import {
  animationEventSchema,
  type AnimationCommand,
  type AnimationEvent,
} from '../../engine/host/animation/messages.ts';
import { sweepLeftovers } from '../../store/files/index.ts';

/** A process that makes one animation, as its user sees it. */
export type AnimationProcess = ProcessPort<AnimationCommand>;

/** Starts the built electron/engine/host/animation/process.ts. */
export type AnimationLauncher = ApartLauncher<AnimationCommand>;

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

const perform = (
  launch: AnimationLauncher,
  task: Task,
  signal: AbortSignal,
  onProgress: (progress: AnimationProgress) => void,
): Promise<Answer> =>
  performApart<AnimationCommand, AnimationEvent>({
    ...{ launch, task, signal, gone, events: animationEventSchema },
    cancel: { command: { type: 'cancel' }, graceMs: GRACE_MS[task.type] },
    onProgress: ({ done, total }) => onProgress({ done, total }),
  });

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
