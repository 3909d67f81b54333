import { crossEntropy } from './cross-entropy.ts';
import { hinge } from './hinge.ts';
import { leastSquares } from './least-squares.ts';
import type { LossDescriptor } from './loss.ts';
import { relativistic } from './relativistic.ts';
import { wasserstein } from './wasserstein.ts';

export { GENERATOR_GOALS, type GeneratorGoal, type LossDescriptor, type Targets } from './loss.ts';

/** Every kind of loss, in the order of the form. */
export const LOSSES = {
  'cross-entropy': crossEntropy,
  'least-squares': leastSquares,
  wasserstein,
  hinge,
  relativistic,
} satisfies Record<string, LossDescriptor>;
export type LossKind = keyof typeof LOSSES;
export const LOSS_KINDS = Object.keys(LOSSES) as [LossKind, ...LossKind[]];

/** What is known of the loss that a run is trained with. */
export const lossOf = (config: { 'loss.kind': LossKind }): LossDescriptor => LOSSES[config['loss.kind']];

/** Its scores are no verdict, neither on an image nor between two: it has to be ahead, and is never right or wrong. */
export const isCritic = ({ middle, pairs }: Pick<LossDescriptor, 'middle' | 'pairs'>): boolean =>
  middle === null && pairs === undefined;
