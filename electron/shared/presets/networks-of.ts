import type { RunConfig } from '../config/schema.ts';
import { nodesOf } from '../network/graph.ts';
import type { ImageShape, NetworkPair } from '../network/layers.ts';
import { isDropout, scaleWidth, withDropout, withSpectralNorm, withUpsampling } from '../network/transforms.ts';
import { halfOf, isPaired, pairShape } from '../pairs.ts';
import { NetworkFitError, type Preset } from './preset.ts';
import { knownLabels, needsLabels } from './recipe.ts';

/** What networks are made for. */
export interface NetworkImages {
  image: ImageShape;
  /** Number of labels; 0 without. */
  classes: number;
  /** They are pairs: the shape is that of an input and its target side by side. */
  pairs?: boolean;
}

/** @throws {NetworkFitError} where the images lack what the recipe learns from, or are more than it can tell apart */
export function requireImages({ title, recipe }: Preset, { classes, pairs = false }: NetworkImages): void {
  if (needsLabels(recipe) && classes < 2)
    throw new NetworkFitError(
      `${title} needs images with labels. Choose a data set with labels, such as Fashion-MNIST, or import a folder with one subfolder for each label.`,
    );
  if (pairs && !recipe.pairs)
    throw new NetworkFitError(
      `These images are pairs, an input and its target side by side, and ${title} makes single images. Choose a recipe that learns from pairs, or import the folder of the targets alone.`,
    );
  if (recipe.pairs && !pairs)
    throw new NetworkFitError(
      `${title} learns from pairs, an input and its target each. Choose a data set of pairs, or import two folders of pictures with equal names.`,
    );
}

/** The shape of the images that G makes: of pairs, that of the target. */
export const imageMade = ({ recipe }: Pick<Preset, 'recipe'>, { image }: Pick<NetworkImages, 'image'>): ImageShape =>
  isPaired(recipe) ? halfOf(image) : image;

/** What networks of a recipe are made for that shall make images of such a shape. */
export const imagesFor = ({ recipe }: Pick<Preset, 'recipe'>, image: ImageShape, classes: number): NetworkImages =>
  isPaired(recipe) ? { image: pairShape(image), classes, pairs: true } : { image, classes };

/**
 * The two networks of a run: the recipe's, with the configuration's changes.
 * @throws {NetworkFitError} for images or labels the recipe cannot take
 */
export function networksOf(preset: Preset, config: RunConfig, images: NetworkImages): NetworkPair {
  requireImages(preset, images);
  const { classes } = images;
  const width = config['network.width'];
  const pair = preset.networks(
    imageMade(preset, images),
    config['latent.size'],
    knownLabels(preset.recipe, classes),
    width,
  );
  const widened = <Network extends NetworkPair['generator']>(network: Network): Network =>
    preset.scales ? network : scaleWidth(network, width);
  const dropped = (
    network: NetworkPair['generator'],
    key: 'network.generator.dropout' | 'network.discriminator.dropout',
  ) =>
    // A recipe's own dropout layers may differ among themselves: they stay as they are until the rate is changed.
    nodesOf(network).some(isDropout) && config[key] === (preset.defaults[key] ?? 0)
      ? network
      : withDropout(network, config[key]);
  const generator = dropped(withUpsampling(pair.generator, config['network.upsampling']), 'network.generator.dropout');
  const judging = widened(dropped(pair.discriminator, 'network.discriminator.dropout'));
  return {
    ...pair,
    generator: widened(generator),
    discriminator: config['network.discriminator.spectralNorm'] === 'on' ? withSpectralNorm(judging) : judging,
  };
}
