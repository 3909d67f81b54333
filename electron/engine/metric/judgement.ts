import type { RunConfig } from '@shared/config/schema.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { MetricRow } from '@shared/run.ts';

/** What D said in one training step, as logits (before the sigmoid). */
export interface Judgement {
  /** Of real images, in D's own updates. */
  real: Float32Array;
  /** Of fakes, in D's own updates. */
  fake: Float32Array;
  /** Of the fakes of G's updates, after D moved. */
  generator: Float32Array;
}

export type JudgementMetrics = Pick<
  MetricRow,
  'dLoss' | 'dLossReal' | 'dLossFake' | 'dAccuracyReal' | 'dAccuracyFake' | 'gLoss' | 'dReal' | 'dFake' | 'dPenalty' | 'dClassLoss' | 'gClassLoss' | 'instanceNoise'
>;

const mean = (values: Float32Array, of: (value: number) => number): number => {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum / values.length;
};

/** log(1 + eˣ) without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/**
 * The logged numbers of a step, from the logits its losses were made of. Losses in nats, shares and
 * probabilities from 0 to 1. D calls an image real when it gives it more than one half.
 */
export function judge(
  { real, fake, generator }: Judgement,
  lossJoin: Recipe['discriminator']['lossJoin'],
  goal: RunConfig['loss.generator'],
): JudgementMetrics {
  const dLossReal = mean(real, (logit) => softplus(-logit));
  const dLossFake = mean(fake, softplus);
  return {
    dLoss: lossJoin === 'sum' ? dLossReal + dLossFake : (dLossReal + dLossFake) / 2,
    dLossReal,
    dLossFake,
    dAccuracyReal: mean(real, (logit) => (logit > 0 ? 1 : 0)),
    dAccuracyFake: mean(fake, (logit) => (logit > 0 ? 0 : 1)),
    gLoss: goal === 'minimax' ? -mean(generator, softplus) : mean(generator, (logit) => softplus(-logit)),
    dReal: mean(real, sigmoid),
    dFake: mean(fake, sigmoid),
    dPenalty: Number.NaN,
    dClassLoss: Number.NaN,
    gClassLoss: Number.NaN,
    instanceNoise: Number.NaN,
  };
}

/** Which network broke, when a loss is not a number any more; null while all are. */
export function findBroken({ dLossReal, dLossFake, gLoss }: JudgementMetrics): 'generator' | 'discriminator' | null {
  if (!Number.isFinite(dLossReal)) return 'discriminator';
  // D still judges real images, so the fakes themselves must be broken.
  if (!Number.isFinite(dLossFake)) return 'generator';
  return Number.isFinite(gLoss) ? null : 'generator';
}
