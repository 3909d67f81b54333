import { assertNever } from '../assert-never.ts';
import type { Layer } from './layers.ts';

/** A weight of a layer. */
export interface LayerWeight {
  /** `kernel`, `bias`, `gamma`, `beta`, `movingMean`, `movingVariance`, `embeddings` or `singularVector`. */
  name: string;
  shape: number[];
  /** Changed by the optimiser; else by the forward pass. */
  trainable: boolean;
  /** Part of the LayersModel. The vector of a spectral norm is not: Keras has no such layer. */
  inModel: boolean;
}

/** What a layer is called in the names of its weights, here and in a LayersModel. @param index its place in the network */
export const layerName = ({ type }: Pick<Layer, 'type'>, index: number): string => `${index}_${type}`;

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const weight = (name: string, shape: number[]): LayerWeight => ({ name, shape, trainable: true, inModel: true });

/** Kernel, bias and, for a spectral norm, the current guess at the kernel's first left singular vector. */
function linear(kernel: number[], features: number, useBias: boolean, spectralNorm = false): LayerWeight[] {
  return [
    weight('kernel', kernel),
    ...(useBias ? [weight('bias', [features])] : []),
    ...(spectralNorm ? [{ name: 'singularVector', shape: [1, features], trainable: false, inModel: false }] : []),
  ];
}

/** Every weight of a layer, in the order Keras lists them. @param input shape without the batch dimension */
export function layerWeights(layer: Layer, input: readonly number[]): LayerWeight[] {
  const features = input.at(-1) ?? 1;
  switch (layer.type) {
    case 'dense':
      return linear([features, layer.units], layer.units, layer.useBias, layer.spectralNorm);
    case 'conv2d': {
      const { kernelSize: side, filters, useBias, spectralNorm } = layer;
      return linear([side, side, features, filters], filters, useBias, spectralNorm);
    }
    case 'conv2dTranspose': {
      const { kernelSize: side, filters, useBias } = layer;
      return linear([side, side, filters, features], filters, useBias);
    }
    case 'batchNorm':
      return [
        weight('gamma', [features]),
        weight('beta', [features]),
        { ...weight('movingMean', [features]), trainable: false },
        { ...weight('movingVariance', [features]), trainable: false },
      ];
    case 'labelEmbedding': {
      const sizes = { multiply: product(input), append: layer.size ?? 1, plane: product(input.slice(0, 2)) };
      return [weight('embeddings', [layer.classes, sizes[layer.join]])];
    }
    case 'upsample2d':
    case 'leakyRelu':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
    case 'flatten':
    case 'reshape':
      return [];
    default:
      return assertNever(layer);
  }
}
