import { z } from 'zod';
import { layerSchema, type Layer, type LayerType } from '@shared/network/layers.ts';

/** A value of a layer as the editor shows it; its range is the schema's. */
export type Parameter = { key: string; label: string } & (
  | { kind: 'number'; integer: boolean; min: number; max: number; wide: boolean }
  | { kind: 'switch' }
  | { kind: 'choice'; choices: readonly { value: string; label: string }[] }
  | { kind: 'shape' }
);

interface Kind {
  title: string;
  /** One line for who meets it for the first time. */
  help: string;
  /** A layer of this kind with usual values. */
  make: () => Layer;
  parameters: readonly Parameter[];
}

interface Bounds {
  type?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
}
interface LayerJson {
  properties: Record<string, Bounds & { const?: string; enum?: string[] }>;
}
const { oneOf } = z.toJSONSchema(layerSchema, { io: 'input' }) as unknown as { oneOf: LayerJson[] };

const number = (type: LayerType, key: string, label: string): Parameter => {
  const own = oneOf.find(({ properties }) => properties['type']?.const === type);
  const bounds = own?.properties[key];
  if (!bounds) throw new Error(`Layers of type ${type} have no ${key}.`);
  const max = bounds.maximum ?? bounds.exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  return {
    kind: 'number',
    key,
    label,
    integer: bounds.type === 'integer',
    min: bounds.minimum ?? (bounds.exclusiveMinimum ?? 0) + (bounds.type === 'integer' ? 1 : 0),
    max,
    wide: max > 9999,
  };
};
const bias: Parameter = { kind: 'switch', key: 'useBias', label: 'bias' };
const spectral: Parameter = { kind: 'switch', key: 'spectralNorm', label: 'spectral norm' };

/** Every kind of layer, in the order of the list to choose from. */
export const LAYER_KINDS: Record<LayerType, Kind> = {
  dense: {
    title: 'Dense',
    help: 'Every output is a weighted sum of all inputs.',
    make: () => ({ type: 'dense', units: 128, useBias: true }),
    parameters: [number('dense', 'units', 'units'), bias, spectral],
  },
  conv2d: {
    title: 'Convolution',
    help: 'Small filters slide over the image; a stride of 2 halves it.',
    make: () => ({ type: 'conv2d', filters: 64, kernelSize: 5, stride: 2, padding: 'same', useBias: true }),
    parameters: [
      number('conv2d', 'filters', 'filters'),
      number('conv2d', 'kernelSize', 'kernel'),
      number('conv2d', 'stride', 'stride'),
      {
        kind: 'choice',
        key: 'padding',
        label: 'padding',
        choices: [
          { value: 'same', label: 'same' },
          { value: 'valid', label: 'valid' },
        ],
      },
      bias,
      spectral,
    ],
  },
  conv2dTranspose: {
    title: 'Transposed convolution',
    help: 'Filters that make the image larger: a stride of 2 doubles it.',
    make: () => ({ type: 'conv2dTranspose', filters: 64, kernelSize: 4, stride: 2, useBias: true }),
    parameters: [
      number('conv2dTranspose', 'filters', 'filters'),
      number('conv2dTranspose', 'kernelSize', 'kernel'),
      number('conv2dTranspose', 'stride', 'stride'),
      bias,
    ],
  },
  upsample2d: {
    title: 'Upsampling',
    help: 'Repeats each pixel.',
    make: () => ({ type: 'upsample2d', factor: 2 }),
    parameters: [number('upsample2d', 'factor', 'times')],
  },
  batchNorm: {
    title: 'Batch norm',
    help: 'Brings each feature to mean 0 and spread 1 over the batch.',
    make: () => ({ type: 'batchNorm', momentum: 0.9, epsilon: 1e-5, runningVariance: 'population' }),
    parameters: [
      number('batchNorm', 'momentum', 'momentum'),
      number('batchNorm', 'epsilon', 'ε'),
      {
        kind: 'choice',
        key: 'runningVariance',
        label: 'variance of',
        choices: [
          { value: 'population', label: 'the batch (Keras)' },
          { value: 'sample', label: 'a sample (PyTorch)' },
        ],
      },
    ],
  },
  dropout: {
    title: 'Dropout',
    help: 'Sets a share of the values to zero while training.',
    make: () => ({ type: 'dropout', rate: 0.3 }),
    parameters: [number('dropout', 'rate', 'rate')],
  },
  leakyRelu: {
    title: 'Leaky ReLU',
    help: 'Negative values are kept small instead of cut.',
    make: () => ({ type: 'leakyRelu', slope: 0.2 }),
    parameters: [number('leakyRelu', 'slope', 'slope')],
  },
  relu: { title: 'ReLU', help: 'Negative values become zero.', make: () => ({ type: 'relu' }), parameters: [] },
  tanh: { title: 'tanh', help: 'Brings values between −1 and 1.', make: () => ({ type: 'tanh' }), parameters: [] },
  sigmoid: {
    title: 'Sigmoid',
    help: 'Brings values between 0 and 1.',
    make: () => ({ type: 'sigmoid' }),
    parameters: [],
  },
  flatten: {
    title: 'Flatten',
    help: 'An image as one row of numbers.',
    make: () => ({ type: 'flatten' }),
    parameters: [],
  },
  reshape: {
    title: 'Reshape',
    help: 'A row of numbers as an image: height, width, channels.',
    make: () => ({ type: 'reshape', shape: [7, 7, 16] }),
    parameters: [{ kind: 'shape', key: 'shape', label: 'to' }],
  },
  labelEmbedding: {
    title: 'Label embedding',
    help: 'Brings the label in, as learned numbers.',
    make: () => ({ type: 'labelEmbedding', classes: 1, join: 'append', size: 50 }),
    parameters: [
      {
        kind: 'choice',
        key: 'join',
        label: 'joined',
        choices: [
          { value: 'multiply', label: 'multiplied' },
          { value: 'append', label: 'appended' },
          { value: 'plane', label: 'as a channel' },
        ],
      },
      number('labelEmbedding', 'size', 'numbers'),
    ],
  },
};

/** What a parameter takes, in words. */
export function rangeWords({ label, ...rest }: Extract<Parameter, { kind: 'number' }>): string {
  const kind = rest.integer ? 'a whole number' : 'a number';
  const { min, max } = rest;
  const to = Number.isFinite(max) ? `from ${min} to ${max.toLocaleString('en')}` : `above ${min}`;
  return `${label.charAt(0).toUpperCase()}${label.slice(1)} must be ${kind} ${to}.`;
}

/** A layer with another value; null where the schema refuses it. */
export function withValue(layer: Layer, key: string, value: unknown): Layer | null {
  const parsed = layerSchema.safeParse({ ...layer, [key]: value });
  return parsed.success ? parsed.data : null;
}

/** Where a layer's parameter stands now. */
export const valueOf = (layer: Layer, key: string): unknown => Reflect.get(layer, key);

/** "7 × 7 × 16", "7x7x16" or "7, 7, 16" as a shape; null where it is none. */
export function readShape(text: string): number[] | null {
  const sides = text
    .trim()
    .split(/\s*[×x*,\s]\s*/)
    .map(Number);
  return sides.length <= 3 && sides.every((side) => Number.isInteger(side) && side > 0) ? sides : null;
}
