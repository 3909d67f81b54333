import type { RunFileSizes } from '@shared/run-file.ts';

/** What goes into a run file besides the run's own records. */
export interface SaveChoices {
  checkpoints: 'newest' | 'all';
  images: boolean;
}

/** The most bytes a run file takes: packed it comes out smaller. */
export const mostOf = (sizes: RunFileSizes, { checkpoints, images }: SaveChoices): number =>
  sizes.run + sizes[checkpoints] + (images && sizes.images.state === 'here' ? sizes.images.bytes : 0);
