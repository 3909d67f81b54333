import type { RunConfig } from '../config/schema.ts';
import { lossOf, type Targets } from './index.ts';
import { PENALTIES, penaltiesOf } from '../penalty/index.ts';
import type { Recipe } from '../presets/index.ts';

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

/** The sum of D's two losses where it cannot tell real from fake; null where none is known. */
function sumAtBalance(config: RunConfig): number | null {
  const [real, fake] = [rangeOf(config, 'real'), rangeOf(config, 'fake')];
  const flip = config['labels.flip'];
  return lossOf(config).even?.(mixed(real, fake, flip), mixed(fake, real, flip)) ?? null;
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
  if (labels === 'auxiliary') return null;
  // A penalty on any slope is zero where D says the same of everything.
  if (penaltiesOf(config).some(({ kind }) => PENALTIES[kind].slope !== 0)) return null;
  const sum = sumAtBalance(config);
  if (sum === null || !Number.isFinite(sum)) return null;
  const at = discriminator.lossJoin === 'sum' ? sum : sum / 2;
  if (Math.abs(at - 2 * Math.LN2) < 1e-9) return { at, words: '2 ln 2' };
  if (Math.abs(at - Math.LN2) < 1e-9) return { at, words: 'ln 2' };
  return { at, words: String(Number(at.toFixed(3))) };
}
