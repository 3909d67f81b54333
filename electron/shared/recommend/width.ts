import { onImages } from '../config/own-images.ts';
import { resolveFrom } from '../config/resolve.ts';
import type { RunConfig, RunSettings } from '../config/schema.ts';
import type { DatasetRecord } from '../dataset.ts';
import { networksOf, type Preset } from '../presets/index.ts';
import { stepProducts } from '../step-arithmetic.ts';
import { fits, imagesOf } from './recipe.ts';

/** Shares of the published width, widest first. */
const WIDTHS = [0.5, 0.25, 0.125] as const;
/** A step that takes longer leaves too few of them in a night. */
const LONGEST_STEP = 1.5;

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
}

export const configOf = ({ preset, settings, dataset }: Subject): RunConfig =>
  resolveFrom(onImages(preset, dataset), { ...settings, preset: preset.id, dataset: dataset.id });

/** Of one training step. */
export function productsOf(subject: Subject): number {
  const config = configOf(subject);
  const networks = networksOf(subject.preset, config, imagesOf(subject.dataset));
  return stepProducts({ config, networks, recipe: subject.preset.recipe });
}

/** How wide networks are to be: as wide as this machine takes a step of in good time, or where that is not known by the size of the images. */
export function chooseWidth(subject: Subject, pace: Pace | null): { width: number; why: string } {
  const { preset, dataset, settings } = subject;
  const widths = WIDTHS.filter((width) => fits(preset, imagesOf(dataset), { ...settings, 'network.width': width }));
  const narrowest = widths.at(-1) ?? 1;
  if (pace === null) {
    const side = Math.max(dataset.image.height, dataset.image.width);
    const usual = side <= 64 ? 0.5 : side <= 128 ? 0.25 : 0.125;
    return {
      width: widths.find((width) => width <= usual) ?? narrowest,
      why: 'Narrower networks take far less time a step.',
    };
  }
  const seconds = (width: number): number =>
    productsOf({ ...subject, settings: { ...settings, 'network.width': width } }) / pace.products;
  const width = widths.find((one) => seconds(one) <= LONGEST_STEP) ?? narrowest;
  return {
    width,
    why:
      width === widths[0]
        ? 'Half the published width takes about a quarter of the time a step.'
        : `Wider networks would take ${seconds(widths[0] ?? 1).toPrecision(2)} s a step here.`,
  };
}
