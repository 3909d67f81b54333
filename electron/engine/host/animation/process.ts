import { assertNever } from '@shared/assert-never.ts';
import { toFailure } from '@shared/contract/errors.ts';
import { Library } from '../../../store/index.ts';
import { findParent } from '../parent.ts';
import { animateRun, previewAnimation } from './animate.ts';
import { animationCommandSchema, type AnimationCommand, type AnimationEvent } from './messages.ts';

/**
 * The process that makes an animation, so that neither the window's process nor the engine's waits for it. It
 * takes one task; whoever started it ends it once that is answered.
 */
const controller = new AbortController();
const parent = findParent();
const post = (event: AnimationEvent): void => parent.post(event);

async function obey(command: Exclude<AnimationCommand, { type: 'cancel' }>): Promise<void> {
  const library = await Library.open(command.library);
  const args = { library, runId: command.run, options: command.options };
  switch (command.type) {
    case 'write': {
      const { signal } = controller;
      const onProgress = ({ done, total }: { done: number; total: number }): void =>
        post({ type: 'progress', done, total });
      return post({ type: 'written', result: await animateRun({ ...args, out: command.out, signal, onProgress }) });
    }
    case 'preview':
      return post({ type: 'previewed', ...(await previewAnimation(args)) });
    default:
      return assertNever(command);
  }
}

async function receive(message: unknown): Promise<void> {
  try {
    const command = animationCommandSchema.parse(message);
    if (command.type === 'cancel') return controller.abort();
    await obey(command);
  } catch (error) {
    post({ type: 'failed', error: toFailure(error) });
  }
}

parent.onMessage((message) => void receive(message));
parent.onGone(() => process.exit(1));
