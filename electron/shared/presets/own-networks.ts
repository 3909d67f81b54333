import type { z } from 'zod';
import type { RunConfig } from '../config/schema.ts';
import { checkNetworks, firstProblem } from '../network/check-networks.ts';
import { layerName, nodesOf, outputNode, withNodes } from '../network/graph.ts';
import { kindOf } from '../network/kinds/index.ts';
import { networkPairSchema, type ImageShape, type Layer, type NetworkPair } from '../network/layers.ts';
import { imageMade, networksOf, requireImages, type NetworkImages } from './networks-of.ts';
import { isPaired } from '../pairs.ts';
import { NetworkFitError, type Preset } from './preset.ts';
import { knownLabels } from './recipe.ts';

/** Two networks a user wrote, as lists of layers; what goes in follows from the run. */
export const ownNetworksSchema = networkPairSchema.pick({ generator: true, discriminator: true }).strict();
export type OwnNetworks = z.infer<typeof ownNetworksSchema>;

/** A recipe with the user's own networks in place of its own; null where they are the recipe's. */
export interface ChosenRecipe {
  preset: Preset;
  own: OwnNetworks | null;
}

/** Settings that change the recipe's networks. Own networks say all that themselves. */
export const SHAPING_SETTINGS = [
  'network.width',
  'network.upsampling',
  'network.generator.dropout',
  'network.discriminator.dropout',
  'network.discriminator.spectralNorm',
] as const satisfies readonly (keyof RunConfig)[];

type AnyNetwork = NetworkPair['generator'];

/** As many labels as the images have, in layers made for another number of them. */
function withClasses(network: AnyNetwork, before: number | undefined, classes: number): AnyNetwork {
  const layers = nodesOf(network);
  const logits = outputNode(network, 'classes', 'score');
  const changed = layers.map((layer, index): Layer => {
    if ('classes' in layer) return { ...layer, classes };
    if (layer.type !== 'dense' || before === undefined) return layer;
    if (logits === undefined && index === layers.length - 1 && layer.units === 1 + before)
      return { ...layer, units: 1 + classes };
    return layerName(layer, index) === logits ? { ...layer, units: classes } : layer;
  });
  return withNodes(network, changed);
}

/** Own networks with what the run decides: latents, images, labels. Nothing is checked. */
export function ownPair(own: OwnNetworks, preset: Preset, latentSize: number, images: NetworkImages): NetworkPair {
  const { generator, discriminator } = own;
  const { recipe } = preset;
  const { classes } = images;
  const image = imageMade(preset, images);
  const paired = isPaired(recipe) && { pairs: true as const };
  if (knownLabels(recipe, classes) < 1) return { latentSize, image, ...paired, generator, discriminator };
  const before = nodesOf(generator).find((layer) => 'classes' in layer)?.classes;
  return {
    latentSize,
    image,
    classes,
    generator: withClasses(generator, before, classes),
    discriminator: withClasses(discriminator, recipe.labels === 'auxiliary' ? before : undefined, classes),
  };
}

/**
 * The two networks of a run: the user's own as they are, else the recipe's with the configuration's changes.
 * @throws {NetworkFitError} where they do not fit the images or themselves, in words that name the layer
 */
export function networksFor({ preset, own }: ChosenRecipe, config: RunConfig, images: NetworkImages): NetworkPair {
  if (own === null) return requireBatch(networksOf(preset, config, images), config);
  requireImages(preset, images);
  const pair = ownPair(own, preset, config['latent.size'], images);
  const problem = firstProblem(checkNetworks(pair, preset.recipe.labels));
  if (problem !== null) throw new NetworkFitError(problem);
  return requireBatch(pair, config);
}

/** @throws {NetworkFitError} where a batch is a single image, and a layer goes by what images differ in */
function requireBatch(pair: NetworkPair, { batch }: Pick<RunConfig, 'batch'>): NetworkPair {
  if (batch > 1) return pair;
  const mixing = [...nodesOf(pair.generator), ...nodesOf(pair.discriminator)].find((layer) => kindOf(layer).mixesBatch);
  if (!mixing) return pair;
  throw new NetworkFitError(
    `${kindOf(mixing).words.title} goes by what the images of a batch differ in: set the batch (batch) to 2 or more.`,
  );
}

/** "28 × 28 grey". */
export const imageWords = ({ height, width, channels }: ImageShape): string =>
  `${height} × ${width} ${channels === 1 ? 'grey' : 'colour'}`;
