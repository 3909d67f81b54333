import type { RunSettings } from '../config/schema.ts';
import type { ImageShape, NetworkPair } from '../network/layers.ts';
import type { Recipe } from './recipe.ts';

export const PRESET_FAMILIES = {
  dense: 'Dense networks',
  convolutional: 'Convolutional networks',
  beyond: 'Modern losses',
  labels: 'With labels',
  few: 'Few pictures',
  images: 'Image to image',
} as const;
export type PresetFamily = keyof typeof PRESET_FAMILIES;

/** A published GAN, as data. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly family: PresetFamily;
  /** One line for cards and lists. */
  readonly summary: string;
  /** Two to four sentences: what it does, what to watch. */
  readonly teaching: string;
  readonly source: string;
  readonly recipe: Recipe;
  /** Values that differ from the schema's defaults. */
  readonly defaults: Partial<RunSettings>;
  /**
   * The networks as published, for these images; settings such as width are applied by `networksOf`.
   * @param width asked of a recipe that `scales`; 1 where left out
   * @param classes number of labels; 0 where the images have none, or the recipe does not use them
   * @throws {NetworkFitError} with a sentence, for images or labels the recipe cannot take
   */
  networks(image: ImageShape, latentSize: number, classes: number, width?: number): NetworkPair;
  /** It makes its networks so many times as wide itself, where what depends on each other cannot be scaled layer by layer. */
  readonly scales?: true;
}

/** The recipe cannot train on such images: the message says what it needs. */
export class NetworkFitError extends Error {
  override readonly name = 'NetworkFitError';
}
