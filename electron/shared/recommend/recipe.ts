import { resolveFrom } from '../config/resolve.ts';
import type { RunSettings } from '../config/schema.ts';
import { ForgerError } from '../contract/errors.ts';
import type { DatasetRecord } from '../dataset.ts';
import { isPaired } from '../pairs.ts';
import { findPreset, NetworkFitError, networksOf, PRESETS, type NetworkImages, type Preset } from '../presets/index.ts';
import { FEW_TO_TRAIN_ON } from './few.ts';

/** A recipe, and why it is the one for some images. */
export interface Chosen {
  preset: Preset;
  why: string;
}

/** Of fewer images of a label, on average, G learns each label worse than all together. */
const LEAST_OF_A_LABEL = 500;
/** From this side on small pictures become large ones, which want more than a plain stack. */
const LARGE = 64;

type Known = Pick<DatasetRecord, 'image' | 'count' | 'labels' | 'pairs'>;

const sideOf = ({ image }: Known): number => Math.max(image.height, image.width);
const classesOf = ({ labels }: Pick<Known, 'labels'>): number => labels?.length ?? 0;

/** What networks are made for on a data set. */
export const imagesOf = (known: Pick<Known, 'image' | 'labels' | 'pairs'>): NetworkImages => ({
  image: known.image,
  classes: classesOf(known),
  pairs: isPaired(known),
});

/** Recipes in the order in which they are recommended, of those that Forger has. */
const RULES: readonly { preset: string; when: (known: Known) => boolean; why: string }[] = [
  {
    preset: 'pix2pix',
    when: isPaired,
    why: 'Each image is an input beside its target: G learns to make the one of the other (Isola et al. 2017).',
  },
  {
    preset: 'fastgan',
    when: (known) => known.image.channels === 3 && sideOf(known) >= LARGE && known.count <= FEW_TO_TRAIN_ON,
    why: 'Made for few colour pictures: D must rebuild what it sees, which it cannot do by heart (Liu et al. 2021).',
  },
  {
    preset: 'cgan',
    when: (known) => classesOf(known) >= 2 && known.count / classesOf(known) >= LEAST_OF_A_LABEL,
    why: 'The images have labels: both networks are told, which makes each kind easier, and you choose what G draws.',
  },
  {
    preset: 'dcgan-64',
    when: () => true,
    why: 'Convolutions know which pixels are neighbours, which dense layers have to learn; no label is needed.',
  },
];

const OTHERWISE = 'Of the convolutional recipes none takes images of this size: this one takes any.';

/** Whether a recipe's networks are for such images. */
export function fits(preset: Preset, images: NetworkImages, settings: Partial<RunSettings> = {}): boolean {
  try {
    networksOf(preset, resolveFrom(preset, { ...settings, preset: preset.id, dataset: '-' }), images);
    return true;
  } catch (error) {
    if (error instanceof NetworkFitError) return false;
    throw error;
  }
}

/** The recipe for images, whatever they are. @throws {ForgerError} `invalid-request` where this version has none */
export function chooseRecipe(known: Known): Chosen {
  const images = imagesOf(known);
  for (const { preset: id, when, why } of RULES) {
    const preset = findPreset(id);
    if (preset && when(known) && fits(preset, images)) return { preset, why };
  }
  const preset = PRESETS.find((one) => fits(one, images));
  if (preset) return { preset, why: OTHERWISE };
  throw new ForgerError('invalid-request', 'No recipe of this version of Forger takes such images.');
}
