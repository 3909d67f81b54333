import type { ImageShape, Layer } from '../network/layers.ts';
import { NetworkFitError } from './preset.ts';

/** Keras' BatchNormalization(momentum=0.9): epsilon 1e-3, running variance of the population. */
const batchNorm: Layer = { type: 'batchNorm', momentum: 0.9, epsilon: 1e-3, runningVariance: 'population' };
const spread = (filters: number): Layer => ({
  type: 'conv2dTranspose',
  filters,
  kernelSize: 5,
  stride: 1,
  useBias: true,
});
const upsample: Layer = { type: 'upsample2d', factor: 2 };

/**
 * A generator that repeats pixels twice and smooths them by transposed convolutions of 5×5 with stride 1: from a quarter
 * of the side and 256 channels to the image, in 128, 64 and 32.
 * @throws {NetworkFitError} for images whose sides are no multiples of 4
 */
export function upsamplingGenerator(
  title: string,
  { height, width, channels }: ImageShape,
  { activation, output, dropout }: { activation: Layer; output: Layer; dropout: number },
): Layer[] {
  if (height % 4 !== 0 || width % 4 !== 0)
    throw new NetworkFitError(
      `${title} makes images whose height and width are multiples of 4 pixels, such as 28×28, not ${height}×${width}. ` +
        'Import the images at such a size.',
    );
  const depth = 256;
  const shape = [height / 4, width / 4, depth];
  return [
    { type: 'dense', units: (height / 4) * (width / 4) * depth, useBias: true },
    batchNorm,
    activation,
    { type: 'reshape', shape },
    { type: 'dropout', rate: dropout },
    ...[depth / 2, depth / 4].flatMap((filters): Layer[] => [upsample, spread(filters), batchNorm, activation]),
    spread(depth / 8),
    batchNorm,
    activation,
    spread(channels),
    output,
  ];
}

/** Convolutions of 5×5, each with LeakyReLU 0.2 and dropout, then one dense sigmoid. */
export const dropoutDiscriminator = (
  convolutions: readonly { filters: number; stride: number }[],
  dropout: number,
): Layer[] => [
  ...convolutions.flatMap(({ filters, stride }): Layer[] => [
    { type: 'conv2d', filters, kernelSize: 5, stride, padding: 'same', useBias: true },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'dropout', rate: dropout },
  ]),
  { type: 'flatten' },
  { type: 'dense', units: 1, useBias: true },
  { type: 'sigmoid' },
];
