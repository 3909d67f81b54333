import { assertNever } from '@shared/assert-never.ts';
import { Library } from '../../../store/index.ts';
import { takeTask } from '../task-process.ts';
import { animateRun, previewAnimation } from './animate.ts';
import { animationCommandSchema, type AnimationCommand, type AnimationEvent } from './messages.ts';

/** The process that makes an animation, so that neither the window's process nor the engine's waits for it. */
takeTask<AnimationCommand, AnimationEvent>(animationCommandSchema, async (command, { post, signal }) => {
  const library = await Library.open(command.library);
  const args = { library, runId: command.run, options: command.options };
  switch (command.type) {
    case 'write': {
      const onProgress = ({ done, total }: { done: number; total: number }): void =>
        post({ type: 'progress', done, total });
      return post({ type: 'written', result: await animateRun({ ...args, out: command.out, signal, onProgress }) });
    }
    case 'preview':
      return post({ type: 'previewed', ...(await previewAnimation(args)) });
    default:
      return assertNever(command);
  }
});
