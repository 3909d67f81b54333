import type { RunConfig } from '../config/schema.ts';
import type { ImageShape, NetworkPair } from '../network/layers.ts';
import { scaleWidth, withDropout, withSpectralNorm, withUpsampling } from '../network/transforms.ts';
import { NetworkFitError, type Preset } from './preset.ts';

/** What networks are made for. */
export interface NetworkImages {
  image: ImageShape;
  /** Number of labels; 0 without. */
  classes: number;
}

/**
 * The two networks of a run: the recipe's, with the configuration's changes.
 * @throws {NetworkFitError} for images or labels the recipe cannot take
 */
export function networksOf(preset: Preset, config: RunConfig, { image, classes }: NetworkImages): NetworkPair {
  const labelled = preset.recipe.labels !== 'none';
  if (labelled && classes < 2)
    throw new NetworkFitError(
      `${preset.title} needs images with labels. Choose a data set with labels, such as Fashion-MNIST, or import a folder with one subfolder for each label.`,
    );
  const pair = preset.networks(image, config['latent.size'], labelled ? classes : 0);
  const recipe = preset.defaults;
  let { generator, discriminator } = pair;
  generator = withUpsampling(generator, config['network.upsampling']);
  if (config['network.generator.dropout'] !== (recipe['network.generator.dropout'] ?? 0))
    generator = withDropout(generator, config['network.generator.dropout']);
  if (config['network.discriminator.dropout'] !== (recipe['network.discriminator.dropout'] ?? 0))
    discriminator = withDropout(discriminator, config['network.discriminator.dropout']);
  generator = scaleWidth(generator, config['network.width']);
  discriminator = scaleWidth(discriminator, config['network.width']);
  if (config['network.discriminator.spectralNorm'] === 'on') discriminator = withSpectralNorm(discriminator);
  return { ...pair, generator, discriminator };
}
