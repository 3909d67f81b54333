import type { RunConfig } from '@shared/config/schema.ts';
import type { Recipe } from '@shared/presets/index.ts';

/** Mean and variance of the targets D is told of one kind of image. */
interface Targets {
  mean: number;
  variance: number;
}

function rangeOf(config: RunConfig, kind: 'real' | 'fake'): Targets {
  const [low, high] = [config[`labels.${kind}.low`], config[`labels.${kind}.high`]];
  return { mean: (low + high) / 2, variance: (high - low) ** 2 / 12 };
}

/** Targets from `own`, and with the probability of a flip from `other`. */
function mixed(own: Targets, other: Targets, flip: number): Targets {
  const between = flip * (1 - flip) * (own.mean - other.mean) ** 2;
  return {
    mean: (1 - flip) * own.mean + flip * other.mean,
    variance: (1 - flip) * own.variance + flip * other.variance + between,
  };
}

/** Entropy of a coin in nats; NaN outside 0 … 1. */
const entropy = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

/**
 * The sum of D's two losses where it cannot tell real from fake and so gives every image the same score, the best
 * one. Cross-entropy: twice the entropy of the mean target, 2 ln 2 for 1 and 0 (Goodfellow et al. 2014, theorem 1).
 * Least squares: half the variance of all targets around their mean, twice: ¼ for 1 and 0.
 */
function sumAtBalance(config: RunConfig): number {
  const [real, fake] = [rangeOf(config, 'real'), rangeOf(config, 'fake')];
  const flip = config['labels.flip'];
  const [ofReal, ofFake] = [mixed(real, fake, flip), mixed(fake, real, flip)];
  if (config['loss.kind'] === 'cross-entropy') return 2 * entropy((ofReal.mean + ofFake.mean) / 2);
  return (ofReal.variance + ofFake.variance) / 2 + ((ofReal.mean - ofFake.mean) / 2) ** 2;
}

/** Where D's loss lies in an even duel, and how to say it. */
export interface Balance {
  at: number;
  /** "2 ln 2", "0.25". */
  words: string;
}

/**
 * The value D's logged loss has in an even duel; null where there is none: a hinge and a critic's score depend on
 * how far D may go, the loss on classes and a penalty on a slope of 1 come on top.
 */
export function balanceOf(
  config: RunConfig,
  { discriminator, labels }: Pick<Recipe, 'discriminator' | 'labels'>,
): Balance | null {
  const kind = config['loss.kind'];
  if (kind !== 'cross-entropy' && kind !== 'least-squares') return null;
  if (labels === 'auxiliary') return null;
  // R1 is zero where D says the same of everything; the others ask for a slope of 1 and are not.
  const penalty = config['penalty.weight'] > 0 ? config['penalty.kind'] : 'none';
  if (penalty === 'wgan-gp' || penalty === 'dragan') return null;
  const sum = sumAtBalance(config);
  if (!Number.isFinite(sum)) return null;
  const at = discriminator.lossJoin === 'sum' ? sum : sum / 2;
  if (Math.abs(at - 2 * Math.LN2) < 1e-9) return { at, words: '2 ln 2' };
  if (Math.abs(at - Math.LN2) < 1e-9) return { at, words: 'ln 2' };
  return { at, words: String(Number(at.toFixed(3))) };
}
