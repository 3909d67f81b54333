import type { LossKind } from '@shared/loss/index.ts';
import type { AdversarialLoss } from './adversarial-loss.ts';
import { crossEntropy } from './cross-entropy.ts';
import { hinge } from './hinge.ts';
import { leastSquares } from './least-squares.ts';
import { relativistic } from './relativistic.ts';
import { wasserstein } from './wasserstein.ts';

/** The formulas of every loss; what else is known of each stands in shared/loss. */
export const ADVERSARIAL_LOSSES: Record<LossKind, AdversarialLoss> = {
  'cross-entropy': crossEntropy,
  'least-squares': leastSquares,
  wasserstein,
  hinge,
  relativistic,
};
