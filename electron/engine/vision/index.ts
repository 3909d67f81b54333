import * as tf from '@tensorflow/tfjs-core';
import { ForgerError } from '@shared/contract/errors.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { WeightSource } from '../network/initializers.ts';
import { Network } from '../network/network.ts';
import { FEATURES, visionGraph } from '@shared/network/efficientnet.ts';
import { prepare, seenSize, type PictureShape } from './picture.ts';

/** Raised where the same pictures come to have other features: what is kept of them is made again. */
export const FEATURES_VERSION = 1;

export { FEATURES } from '@shared/network/efficientnet.ts';
export type { PictureShape } from './picture.ts';

/** Says of pictures what is in them, in numbers: EfficientNet-Lite0, trained on ImageNet. */
export interface Vision {
  /**
   * @param pixels [count, height, width, channels], 0 to 255
   * @returns [count, FEATURES], of the order of 1 to 10, not scaled by any data's spread
   */
  features(pixels: Uint8Array, image: PictureShape): Promise<Float32Array>;
  /** Frees its weights on the device. */
  dispose(): void;
}

const zeros = (_draw: unknown, shape: readonly number[]): tf.Tensor => tf.zeros([...shape]);
/** Loaded weights replace the first values, so these cost as little as can be. */
const NOTHING: WeightSource = {
  initializer: 'normal',
  draws: () => ({ normals: zeros, uniforms: zeros, trials: zeros }),
  purpose: 'discriminatorWeights',
};

/** Pixels, as the network sees them, that go through it at once. */
const AT_ONCE = 32 * 56 * 56;

/**
 * The network on the current device.
 * @param weights as set-up made them: see build/setup/vision/convert.mjs
 * @throws {ForgerError} damaged where they are not this network's
 */
export function createVision(weights: readonly NamedTensor[]): Vision {
  const network = new Network(visionGraph(), [56, 56, 3], NOTHING, 'score');
  try {
    load(network, weights);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return {
    async features(pixels, image) {
      const size = image.height * image.width * image.channels;
      const count = pixels.length / size;
      const seen = seenSize(image);
      const batch = Math.max(1, Math.floor(AT_ONCE / (seen.height * seen.width)));
      const all = new Float32Array(count * FEATURES);
      for (let from = 0; from < count; from += batch) {
        const some = pixels.subarray(from * size, (from + batch) * size);
        const result = tf.tidy(() => {
          const x = tf.tensor4d(some, [some.length / size, image.height, image.width, image.channels], 'int32');
          return network.forward(prepare(x), { mode: 'inference' });
        });
        all.set(await result.data<'float32'>(), from * FEATURES);
        result.dispose();
      }
      return all;
    },
    dispose: () => network.dispose(),
  };
}

function load({ variables }: Network, weights: readonly NamedTensor[]): void {
  const byName = new Map(weights.map((tensor) => [tensor.name, tensor]));
  const fit = variables.every(({ name, shape }) => byName.get(name)?.shape.join() === shape.join());
  if (!fit || byName.size !== variables.length)
    throw new ForgerError('damaged', 'The weights of the network that sees pictures are not those that it needs.');
  for (const variable of variables) variable.load(byName.get(variable.name)?.data ?? new Float32Array());
}
