import type { RunConfig } from './config/schema.ts';
import { kindOf } from './network/kinds/index.ts';
import { penaltiesOf } from './penalty/index.ts';
import { hasStyles, type NetworkPair } from './network/layers.ts';
import { summarizePair, type NetworkSummary } from './network/summary.ts';
import type { Recipe } from './presets/recipe.ts';

/** What the arithmetic of a step follows from. */
export interface StepSubject {
  config: RunConfig;
  networks: NetworkPair;
  recipe: Recipe;
}

/** A backward pass takes the products of a forward one twice: by the inputs and by the weights. */
const FORWARD = 1;
const BACKWARD_BY_INPUT = 1;
const TRAINING = 3;
/** A gradient penalty: another forward pass, and both derivatives of the gradient. */
const PENALTY = 6;
/** Path lengths are measured at half as many images. */
const PATH_SHARE = 0.5;

/**
 * About how many products one training step takes (multiply-adds of dense layers and convolutions; all else is little
 * beside them). Enough to compare recipes on one machine: from the time of one, that of another comes out within a factor
 * of two and a half, as far as it was measured (tests/shared/step-arithmetic.test.ts).
 */
export function stepProducts({ config, networks, recipe }: StepSubject): number {
  const pair = summarizePair(networks);
  const [generator, discriminator] = [productsOf(pair.generator), productsOf(pair.discriminator)];
  const share = recipe.discriminator.share === 'half' ? 0.5 : 1;
  const penalty = PENALTY * penaltiesOf(config).reduce((sum, { every }) => sum + 1 / every, 0);
  const updateOfD = share * ((2 * TRAINING + penalty) * discriminator + FORWARD * generator);
  const paths = config['path.weight'] > 0 && hasStyles(networks) ? (PATH_SHARE * PENALTY) / config['path.every'] : 0;
  const updateOfG = (TRAINING + paths) * generator + (FORWARD + BACKWARD_BY_INPUT + FORWARD) * discriminator;
  const [ofD, ofG] = [
    config['steps.discriminator'] / config['steps.discriminatorEvery'],
    config['steps.generator'] / config['steps.generatorEvery'],
  ];
  return config.batch * (ofD * updateOfD + ofG * updateOfG);
}

/** Of one image's way through a network. */
const productsOf = ({ layers }: NetworkSummary): number =>
  layers.reduce((sum, { layer, from, inputShapes, outputShape }) => {
    const before = layers.find(({ id }) => id === from[0])?.layer;
    return sum + (kindOf(layer).products?.(layer, { inputs: inputShapes, output: outputShape, before }) ?? 0);
  }, 0);
