import type { Preset } from '../presets/index.ts';
import { fits, imagesOf } from './recipe.ts';
import { productsOf, type Pace, type Subject } from './subject.ts';
import { digits } from './words.ts';

/** Shares of the published width, widest first. */
const WIDTHS: readonly number[] = [0.5, 0.25, 0.125];
/** Of recipes that were published for many GPUs: the narrowest is where they begin (docs/guide/recipes.md). */
const NARROWER: Readonly<Record<string, readonly number[]>> = { r3gan: [...WIDTHS, 0.0625] };
/**
 * Seconds. Of 400 emoji at equal minutes on two cores, `fastgan` with steps of 0.2 and 0.3 s is far ahead of the next wider one, whose steps take 0.9 s
 * (docs/guide/benchmarks.md, how good the pictures are after equal minutes).
 */
const LONGEST_STEP = 0.5;
/** Multiply-adds a second of two cores of a server, as those rows were paced by: what a machine is taken for that was not measured. */
const UNMEASURED = 5.5e10;

const widthsOf = ({ id }: Pick<Preset, 'id'>): readonly number[] => NARROWER[id] ?? WIDTHS;

/** Shares of a recipe's published width that are narrower than one, widest first. */
export const narrowerThan = (preset: Pick<Preset, 'id'>, width: number): readonly number[] =>
  widthsOf(preset).filter((share) => share < width);

/** How wide a recipe's networks are to be: as wide as this machine takes a step of in good time. */
export function chooseWidth(subject: Subject, pace: Pace | null): { width: number; why: string } {
  const { preset, dataset, settings } = subject;
  const widths = widthsOf(preset).filter((width) =>
    fits(preset, imagesOf(dataset), { ...settings, 'network.width': width }),
  );
  const narrowest = widths.at(-1) ?? 1;
  const products = (width: number): number =>
    productsOf({ ...subject, settings: { ...settings, 'network.width': width } });
  const share = (width: number): string =>
    `A step then takes ${digits((100 * products(width)) / products(1))} % of the published width’s arithmetic.`;
  const seconds = (width: number): number => products(width) / (pace?.products ?? UNMEASURED);
  const width = widths.find((one) => seconds(one) <= LONGEST_STEP) ?? narrowest;
  const wider = widths[widths.indexOf(width) - 1] ?? 1;
  return {
    width,
    why:
      pace === null || width === widths[0]
        ? share(width)
        : `The next wider networks would take ${digits(seconds(wider))} s a step here.`,
  };
}
