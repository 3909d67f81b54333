import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';

/** LeakyReLU(0.2), of every recipe here. */
export const LEAKY: Layer = { type: 'leakyRelu', slope: 0.2 };

export const dense = (units: number): Layer => ({ type: 'dense', units, useBias: true });

/** Dense hidden layers, each with what follows it. */
export interface DenseStacks {
  generator: readonly (readonly Layer[])[];
  discriminator: readonly (readonly Layer[])[];
}

/** A generator and a discriminator of dense layers alone, for images of any shape: tanh makes them, a sigmoid judges. */
export function denseNetworks(image: ImageShape, latentSize: number, stacks: DenseStacks): NetworkPair {
  const shape = [image.height, image.width, image.channels];
  const pixels = image.height * image.width * image.channels;
  return {
    latentSize,
    image,
    generator: [...stacks.generator.flat(), dense(pixels), { type: 'tanh' }, { type: 'reshape', shape }],
    discriminator: [{ type: 'flatten' }, ...stacks.discriminator.flat(), dense(1), { type: 'sigmoid' }],
  };
}
