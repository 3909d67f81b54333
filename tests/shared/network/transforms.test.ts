import { describe, expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { networkSchema } from '@shared/network/graph.ts';
import type { Layer } from '@shared/network/layers.ts';
import { withDropout, withSpectralNorm, withUpsampling } from '@shared/network/transforms.ts';
import { findPreset, PRESETS } from '@shared/presets/index.ts';
import { imagesFor, networksOf } from '@shared/presets/networks-of.ts';
import { usualImage } from '@shared/presets/usual-image.ts';

const NETWORKS = PRESETS.map(({ id }) => [id] as const);

describe('changes to whole networks', () => {
  it.each(NETWORKS)('leave %s as a network that may be sent and read again', (id) => {
    const config = resolveConfig({ preset: id, dataset: 'x' });
    const preset = findPreset(id)!;
    const { generator, discriminator } = networksOf(preset, config, imagesFor(preset, usualImage(id), 10));
    for (const network of [generator, discriminator])
      for (const change of [
        withSpectralNorm,
        (given: typeof network) => withDropout(given, 0.3),
        (given: typeof network) => withUpsampling(given, 'resize'),
      ])
        // As it goes between processes: a key without a value is a key.
        expect(() => networkSchema.parse(structuredClone(change(network)))).not.toThrow();
  });

  it('take another scale from a kernel that is divided by its norm', () => {
    const layer: Layer = { type: 'dense', units: 4, useBias: true, equalized: true, rate: 0.5, outputGain: 2 };
    expect(withSpectralNorm([layer])).toStrictEqual([
      { type: 'dense', units: 4, useBias: true, outputGain: 2, spectralNorm: true },
    ]);
  });
});
