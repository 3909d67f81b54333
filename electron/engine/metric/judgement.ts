import type { RunConfig } from '@shared/config/schema.ts';
import { LOSSES, type LossKind } from '@shared/loss/index.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { MetricRow } from '@shared/run.ts';
import type { ReadingKind, SortedReadings } from './readings.ts';

export type JudgementMetrics = Pick<
  MetricRow,
  | 'dLoss'
  | 'dLossReal'
  | 'dLossFake'
  | 'dAccuracyReal'
  | 'dAccuracyFake'
  | 'gLoss'
  | 'dReal'
  | 'dFake'
  | 'dPenalty'
  | 'dClassLoss'
  | 'gClassLoss'
  | 'dReconstruction'
  | 'gTargetDistance'
  | 'dGradientNorm'
  | 'gGradientNorm'
  | 'augmentProbability'
  | 'dLecam'
  | 'gPathPenalty'
>;

/** NaN where there are no values: such a number does not apply. */
const mean = (values: Float32Array, of: (value: number) => number = (value) => value): number => {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum / values.length;
};

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

export interface JudgementRules {
  lossJoin: Recipe['discriminator']['lossJoin'];
  loss: LossKind;
  classWeight: number;
  reconstructionWeight: number;
  targetWeight: number;
  /** Of LeCam; 0 without. */
  lecamWeight: number;
  /** The gradient penalty runs in one step of so many. */
  penaltyEvery: number;
}

/** The rules by which a run's steps are judged. */
export const judgementRules = (recipe: Recipe, config: RunConfig): JudgementRules => ({
  lossJoin: recipe.discriminator.lossJoin,
  loss: config['loss.kind'],
  classWeight: config['loss.classWeight'],
  reconstructionWeight: config['reconstruction.weight'],
  targetWeight: config['loss.targetWeight'],
  lecamWeight: config['lecam.weight'],
  penaltyEvery: config['penalty.every'],
});

/**
 * The logged numbers of a step. Losses in nats where they are entropies, shares and probabilities from 0 to 1; NaN
 * where a number does not apply. D calls an image real when its score is above the middle: a tie counts as fake. Of
 * pairs it is right about both images where the real one scores higher, else about neither.
 */
export function judge(readings: SortedReadings, rules: JudgementRules): JudgementMetrics {
  const { lossJoin, loss, classWeight, reconstructionWeight, targetWeight, lecamWeight, penaltyEvery } = rules;
  const { real, fake } = readings;
  const join = (a: number, b: number): number => (lossJoin === 'sum' ? a + b : (a + b) / 2);
  const [dLossReal, dLossFake, gLossAdversarial] = [
    mean(readings.lossReal),
    mean(readings.lossFake),
    mean(readings.lossGenerator),
  ];
  const dPenalty = sumOfThose([mean(readings.penalty), mean(readings.penaltyFake)]);
  // A loss that jumps whenever a seldom penalty runs could not be read.
  const inLoss = penaltyEvery === 1 ? orZero(dPenalty) : 0;
  const dLecam = lecamWeight * sumOfThose([mean(readings.lecamReal), mean(readings.lecamFake)]);
  const dClassLoss = join(mean(readings.classReal), mean(readings.classFake));
  const dReconstruction = mean(readings.reconstruction);
  const gClassLoss = mean(readings.classGenerator);
  const gTargetDistance = mean(readings.target);
  const { middle, pairs, score } = LOSSES[loss];
  const share = (scores: Float32Array, said: (value: number, middle: number) => boolean): number =>
    middle === null ? Number.NaN : mean(scores, (value) => (said(value, middle) ? 1 : 0));
  const ofPairs = mean(real.map((value, at) => (value > (fake[at] ?? Number.NaN) ? 1 : 0)));
  const asLogged = score === 'probability' ? sigmoid : undefined;
  return {
    dLoss:
      join(dLossReal, dLossFake) +
      inLoss +
      orZero(dLecam) +
      classWeight * orZero(dClassLoss) +
      reconstructionWeight * orZero(dReconstruction),
    dLossReal,
    dLossFake,
    dAccuracyReal: pairs ? ofPairs : share(real, (value, at) => value > at),
    dAccuracyFake: pairs ? ofPairs : share(fake, (value, at) => value <= at),
    gLoss: gLossAdversarial + classWeight * orZero(gClassLoss) + targetWeight * orZero(gTargetDistance),
    dReal: mean(real, asLogged),
    dFake: mean(fake, asLogged),
    dPenalty,
    dClassLoss,
    gClassLoss,
    dReconstruction,
    gTargetDistance,
    dGradientNorm: mean(readings.gradientDiscriminator),
    gGradientNorm: mean(readings.gradientGenerator),
    augmentProbability: mean(readings.augmentProbability),
    dLecam,
    gPathPenalty: mean(readings.pathPenalty),
  };
}

/** The sum of the parts that apply; NaN where none does. */
const sumOfThose = (values: readonly number[]): number => {
  const there = values.filter((value) => !Number.isNaN(value));
  return there.length > 0 ? there.reduce((sum, value) => sum + value, 0) : Number.NaN;
};

/** A part that does not apply adds nothing. */
const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** Numbers of a step that are not finite any more. */
export interface Broken {
  player: 'discriminator' | 'generator';
  quantity: 'loss' | 'scores' | 'penalty';
  /** D had moved since its own numbers were whole: it may be D that broke. */
  unsure: boolean;
}

/**
 * Which network's numbers are not finite any more; null while all are. Fakes that are no numbers make D's score of
 * them none (NaN); a score or loss that is boundless (±∞) is a steep D's, of fakes that are still images.
 */
export function findBroken(readings: SortedReadings): Broken | null {
  const whole = (kind: ReadingKind): boolean => readings[kind].every(Number.isFinite);
  const found = (kinds: readonly ReadingKind[], losses: readonly ReadingKind[]): Broken | null => {
    if (kinds.every(whole)) return null;
    const quantity = losses.every(whole) ? 'scores' : 'loss';
    return kinds.some((kind) => readings[kind].some(Number.isNaN))
      ? { player: 'generator', quantity, unsure: false }
      : { player: 'discriminator', quantity: 'scores', unsure: false };
  };
  const real = found(['real', 'lossReal', 'classReal', 'reconstruction'], ['lossReal', 'classReal', 'reconstruction']);
  if (real) return { ...real, player: 'discriminator' };
  const fake = found(['fake', 'lossFake', 'classFake'], ['lossFake', 'classFake']);
  if (fake) return fake;
  if (!whole('penalty') || !whole('penaltyFake'))
    return { player: 'discriminator', quantity: 'penalty', unsure: false };
  const generator = found(
    ['generator', 'lossGenerator', 'classGenerator', 'target'],
    ['lossGenerator', 'classGenerator', 'target'],
  );
  if (generator) return { ...generator, unsure: generator.player === 'generator' };
  return whole('pathPenalty') ? null : { player: 'generator', quantity: 'penalty', unsure: false };
}
