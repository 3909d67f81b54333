import type { Sliced } from '@shared/sliced.ts';

/** What sliced work makes, without a pause. */
export function atOnce<Made>(work: Sliced<Made>): Made {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
