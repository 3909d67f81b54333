import { onImages } from '../config/own-images.ts';
import { resolveFrom } from '../config/resolve.ts';
import type { RunConfig, RunSettings } from '../config/schema.ts';
import type { DatasetRecord } from '../dataset.ts';
import { networksOf, type Preset } from '../presets/index.ts';
import { stepProducts } from '../step-arithmetic.ts';
import { imagesOf } from './recipe.ts';

/** What a machine was measured to do. */
export interface Pace {
  /** Multiply-adds of dense layers and convolutions a second. */
  products: number;
  /** How that is known, to be read after "here": "measured on these images". */
  from: string;
}

/** A recipe with some settings, on images. */
export interface Subject {
  preset: Preset;
  settings: Partial<RunSettings>;
  dataset: DatasetRecord;
  /** The networks are the user's own, in place of the recipe's. */
  own?: boolean;
}

export const configOf = ({ preset, settings, dataset }: Subject): RunConfig =>
  resolveFrom(onImages(preset, dataset), { ...settings, preset: preset.id, dataset: dataset.id });

/** The recipe as a run on these images begins with it. */
export const recipeOn = (subject: Subject): RunConfig => configOf({ ...subject, settings: {} });

/** Of one training step. */
export function productsOf(subject: Subject): number {
  const config = configOf(subject);
  const networks = networksOf(subject.preset, config, imagesOf(subject.dataset));
  return stepProducts({ config, networks, recipe: subject.preset.recipe });
}
