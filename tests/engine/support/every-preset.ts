import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { ImageShape, NetworkPair } from '@shared/network/layers.ts';
import { networksOf, type Preset } from '@shared/presets/index.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import type { Images } from '../../../electron/engine/training/batches.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';

/** Every recipe, narrow, on small pictures. */
const CLASSES = 3;
/** The gradient of a bias before a batch norm is rounding alone: differences are measured by this at least. */
export const SMALL = 1e-3;
const SIDES: Record<string, number> = { 'wang-dcgan-28': 28, 'notmnist-dcgan': 28, fastgan: 64, projected: 64 };

/** How much narrower the largest is. */
const WIDTHS: Record<string, number> = {
  fastgan: 0.03125,
  projected: 0.03125,
  r3gan: 0.03125,
  'sngan-resnet': 0.03125,
  sagan: 0.03125,
  stylegan2: 0.03125,
};

/** Those with so many layers that laying down a graph of them, or making a GPU's programs for them, takes longer than their steps. */
export const MANY_LAYERS: readonly string[] = ['fastgan', 'projected', 'r3gan', 'sngan-resnet', 'sagan', 'stylegan2'];

function pictures(image: ImageShape, count = 20): Images {
  const { height, width } = image;
  const labels = Uint16Array.from({ length: count }, (_, index) => index % CLASSES);
  const pixels = Uint8Array.from({ length: count * height * width }, (_, place) => {
    const index = Math.floor(place / (height * width));
    const [row, column] = [Math.floor(place / width) % height, place % width];
    return (row + 2 * column + 40 * (index % CLASSES) + ((index * 31 + place * 7) % 60)) % 256;
  });
  return { pixels, count, image, labels };
}

/** @param change what is different in its networks @param pretrained of the network that sees; drawn where left out */
export function trainerOf(
  preset: Preset,
  settings: Partial<RunSettings> = {},
  change: (networks: NetworkPair) => NetworkPair = (networks) => networks,
  pretrained?: readonly NamedTensor[],
): Trainer {
  const side = SIDES[preset.id] ?? 16;
  const given = imagesFor(preset, { height: side, width: side, channels: 1 }, CLASSES);
  const images = pictures(given.image);
  const config = resolveConfig({
    preset: preset.id,
    dataset: 'pictures',
    batch: 8,
    seed: 5,
    'latent.size': 6,
    'samples.count': 4,
    'network.width': WIDTHS[preset.id] ?? 0.0625,
    ...settings,
  });
  const networks = change(networksOf(preset, config, given));
  const options = { networks, recipe: preset.recipe, config, ...(pretrained && { pretrained }) };
  return new Trainer(options, seededFeed(images, options), loadSavedModel);
}

/** Weights, averages and slots, by name. */
export function arraysOf({ generator, discriminator, optimizers, average }: TrainingState): Map<string, Float32Array> {
  const named = {
    generator: [...generator, ...optimizers.generator.slots],
    discriminator: [...discriminator, ...optimizers.discriminator.slots],
    average: average ?? [],
  };
  return new Map(
    Object.entries(named).flatMap(([player, tensors]) =>
      tensors.map(({ name, data }) => [`${player}/${name}`, data] as const),
    ),
  );
}
