import { describe, expect, it } from 'vitest';
import { imageRangeOf, type Layer } from '@shared/network/layers.ts';
import { LayerError, summarize, summarizePair } from '@shared/network/summary.ts';
import { findPreset, PRESETS } from '@shared/presets/index.ts';

const image = { height: 28, width: 28, channels: 1 } as const;

describe('network summaries', () => {
  it('count what Keras-GAN prints: 1,493,520 for the generator, 533,505 for the discriminator', () => {
    const pair = findPreset('keras-gan')?.networks(image, 100, 0);
    if (!pair) throw new Error('The preset is gone.');
    const { generator, discriminator } = summarizePair(pair);
    expect(generator.total).toBe(1_493_520);
    expect(discriminator.total).toBe(533_505);
    // Two running averages for each of 256 + 512 + 1024 features.
    expect(generator.nonTrainable).toBe(2 * (256 + 512 + 1024));
  });

  it('fit images of any size and both channel counts, where networks are dense', () => {
    for (const preset of PRESETS.filter(({ family }) => family === 'dense')) {
      const pair = preset.networks({ height: 17, width: 40, channels: 3 }, 7, 0);
      expect(summarizePair(pair).generator.outputShape).toEqual([17, 40, 3]);
    }
  });

  it('name the layer that does not fit', () => {
    const broken = () =>
      summarize(
        [
          { type: 'dense', units: 6, useBias: true },
          { type: 'reshape', shape: [2, 2] },
        ],
        [3],
      );
    expect(broken).toThrow(LayerError);
    expect(broken).toThrow('Reshape to 2×2 needs 4 values; the layer before gives 6.');
    expect(() => summarize([{ type: 'dense', units: 6, useBias: true }], [2, 2, 1])).toThrow('Put Flatten before it.');
  });

  it('refuse a pair whose generator does not make the images', () => {
    const pair = findPreset('keras-gan')?.networks(image, 100, 0);
    if (!pair) throw new Error('The preset is gone.');
    expect(() => summarizePair({ ...pair, image: { ...image, channels: 3 } })).toThrow('but the images are 28×28×3');
  });

  it('know how a generator scales its images, whatever reshapes them at the end', () => {
    const reshape: Layer = { type: 'reshape', shape: [1, 1, 1] };
    expect(imageRangeOf({ generator: [{ type: 'sigmoid' }] })).toBe('unit');
    expect(imageRangeOf({ generator: [{ type: 'sigmoid' }, reshape] })).toBe('unit');
    expect(imageRangeOf({ generator: [{ type: 'sigmoid' }, { type: 'tanh' }, reshape] })).toBe('signed');
  });
});
