import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import { nodesOf } from '@shared/network/graph.ts';
import type { ImageShape, Layer, NetworkPair } from '@shared/network/layers.ts';
import { findPreset, type Preset } from '@shared/presets/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { uniforms } from '../../../electron/engine/random/draws.ts';
import type { Images } from '../../../electron/engine/training/batches.ts';
import type { DuelOptions } from '../../../electron/engine/training/duel.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';

export const TINY_IMAGE: ImageShape = { height: 4, width: 4, channels: 1 };

/** Images with some order in them: bright in a corner that follows from the image's number. */
export function tinyImages(count = 22): Images & { pixels: Uint8Array } {
  const { height, width } = TINY_IMAGE;
  const pixels = Uint8Array.from({ length: count * height * width }, (_, place) => {
    const image = Math.floor(place / (height * width));
    return (place % width < 2 ? 200 : 20) + ((image * 7 + place) % 30);
  });
  const labels = Uint16Array.from({ length: count }, (_, image) => image % 3);
  return { pixels, count, image: TINY_IMAGE, labels };
}

/** Images of noise, no two of them alike; every third has the first label, the others the second. */
export function noisyImages(count: number, image = TINY_IMAGE): Images & { pixels: Uint8Array } {
  const key = { seed: 5, purpose: 'instanceNoise', step: 0 } as const;
  const pixels = Uint8Array.from(uniforms(key, count * image.height * image.width, 0, 256));
  const labels = Uint16Array.from({ length: count }, (_, index) => (index % 3 === 0 ? 0 : 1));
  return { pixels, count, image, labels };
}

export function preset(id: string): Preset {
  const found = findPreset(id);
  if (!found) throw new Error(`There is no preset ${id}.`);
  return found;
}

/** A preset's networks with hidden layers of eight to sixteen units. */
export function tinyNetworks(id: string, latentSize = 5): NetworkPair {
  const pair = preset(id).networks(TINY_IMAGE, latentSize, 0);
  const narrow = (layers: readonly Layer[], last: number): Layer[] =>
    layers.map((layer) =>
      layer.type === 'dense' && layer.units !== last ? { ...layer, units: 8 + (layer.units % 9) } : layer,
    );
  return {
    ...pair,
    generator: narrow(nodesOf(pair.generator), 16),
    discriminator: narrow(nodesOf(pair.discriminator), 1),
  };
}

export function tinyOptions(id: string, settings: Partial<RunSettings> = {}): DuelOptions {
  const config = resolveConfig({
    preset: id,
    dataset: 'tiny',
    batch: 8,
    'latent.size': 5,
    'samples.count': 4,
    ...settings,
  });
  return { networks: tinyNetworks(id, config['latent.size']), recipe: preset(id).recipe, config };
}

export function tinyTrainer(id: string, settings: Partial<RunSettings> = {}): Trainer {
  const options = tinyOptions(id, settings);
  return new Trainer(options, seededFeed(tinyImages(), options), loadSavedModel);
}
