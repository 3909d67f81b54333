import type { AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import { call, listen } from '../../lib/bridge.ts';
import { Work } from '../../lib/work.svelte.ts';

/** One animation on its way from the form to the file. */
export const animationWork = (): Work<AnimationProgress, AnimationResult> =>
  new Work({
    onProgress: (heard) => listen('animation.progress', heard),
    onDone: (heard) => listen('animation.done', heard),
    onFailed: (heard) => listen('animation.failed', heard),
    cancel: (job) => call('animation.cancel', { job }),
  });
