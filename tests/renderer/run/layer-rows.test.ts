import { describe, expect, it } from 'vitest';
import type { NetworkPair } from '@shared/network/layers.ts';
import { summarizePair } from '@shared/network/summary.ts';
import { layerRows, untrainedWords } from '../../../renderer/src/run/tabs/layer-rows.ts';

/** A labelled pair with every kind of convolution, spectral norm and a D that names labels. */
const PAIR: NetworkPair = {
  latentSize: 8,
  classes: 3,
  image: { height: 4, width: 4, channels: 1 },
  generator: [
    { type: 'labelEmbedding', classes: 3, join: 'multiply' },
    { type: 'reshape', shape: [2, 2, 2] },
    { type: 'conv2dTranspose', filters: 1, kernelSize: 4, stride: 2, useBias: false },
    { type: 'batchNorm', momentum: 0.9, epsilon: 1e-5, runningVariance: 'population' },
    { type: 'tanh' },
  ],
  discriminator: [
    { type: 'conv2d', filters: 2, kernelSize: 3, stride: 2, padding: 'same', useBias: true, spectralNorm: true },
    { type: 'flatten' },
    { type: 'dense', units: 4, useBias: true },
  ],
};
const { generator, discriminator } = summarizePair(PAIR);

describe('layerRows', () => {
  it('gives convolutions their kernel, stride and output, and marks spectral norm', () => {
    expect(layerRows(discriminator, PAIR, true)[0]).toEqual({
      name: 'Convolution 2',
      note: null,
      kernel: '3 × 3',
      stride: '2',
      spectralNorm: true,
      output: '2 × 2 × 2',
      parameters: discriminator.layers[0]!.trainable + discriminator.layers[0]!.nonTrainable,
    });
    expect(layerRows(generator, PAIR, false)[2]).toMatchObject({
      kernel: '4 × 4',
      stride: '1/2',
      note: 'no bias',
      output: '4 × 4 × 1',
    });
  });

  it('says how labels come in, and what D ends in where it names them', () => {
    expect(layerRows(generator, PAIR, false)[0]).toMatchObject({
      name: 'Label embedding, 3 labels',
      note: expect.stringContaining('multiplied in'),
    });
    expect(layerRows(discriminator, PAIR, true).at(-1)?.note).toBe('the score, then 3 labels to name');
  });

  it('names what no optimiser changes', () => {
    expect(untrainedWords(generator)).toBe('running averages');
    expect(untrainedWords(discriminator)).toBe('singular vectors');
    const [first] = discriminator.layers;
    const lasting = { ...first!, layer: { type: 'lastingDropout', rate: 0.5 } as const };
    expect(untrainedWords({ ...generator, layers: [lasting] })).toBe('what samples drop');
    expect(untrainedWords({ ...generator, layers: [...generator.layers, ...discriminator.layers, lasting] })).toBe(
      'running averages, singular vectors and what samples drop',
    );
  });
});
