import type { RunConfig } from '../config/schema.ts';
import { kindOf } from './kinds/index.ts';
import type { NetworkPair } from './layers.ts';
import { product } from './shape.ts';
import { summarizePair, type NetworkSummary } from './summary.ts';

const FLOAT_BYTES = 4;
/** Value, gradient, and what the optimiser remembers of each weight. */
const COPIES = { adam: 4, rmsprop: 3, sgd: 2 } as const;

/** What the backward pass needs of one image: at least the output of each dense layer and convolution, and attention's shares. */
const keptValues = ({ layers }: NetworkSummary): number =>
  layers.reduce((sum, { layer, inputShapes, outputShape }) => {
    const kind = kindOf(layer);
    return sum + (kind.features === undefined ? 0 : product(outputShape)) + (kind.keeps?.(layer, inputShapes) ?? 0);
  }, 0);

/**
 * The least memory that training takes, in bytes: weights with their gradients and optimiser slots, and one
 * batch, or a microbatch of it, of each network's hidden values, D's for real and for fake. The truth is more.
 * @throws {LayerError}
 */
export function leastTrainingBytes(pair: NetworkPair, config: RunConfig): number {
  const { generator, discriminator } = summarizePair(pair);
  const weights =
    generator.trainable * COPIES[config['optimizer.generator.kind']] +
    discriminator.trainable * COPIES[config['optimizer.discriminator.kind']];
  return (
    FLOAT_BYTES *
    (weights +
      Math.ceil(config.batch / config['batch.accumulate']) * (keptValues(generator) + 2 * keptValues(discriminator)))
  );
}
