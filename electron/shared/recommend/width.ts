import { fits, imagesOf } from './recipe.ts';
import { productsOf, type Pace, type Subject } from './subject.ts';
import { digits } from './words.ts';

/** Shares of the published width, widest first. */
const WIDTHS: readonly number[] = [0.5, 0.25, 0.125];
/** Of recipes that were published for many GPUs: the narrowest is where they begin (docs/guide/recipes.md). */
const NARROWER: Readonly<Record<string, readonly number[]>> = { r3gan: [...WIDTHS, 0.0625] };
/** A step that takes longer leaves too few of them in a night. */
const LONGEST_STEP = 1.5;

/** What is usual for images of such a side, where nothing is known of the machine. */
const usualWidth = (side: number): number => (side <= 64 ? 0.5 : side <= 128 ? 0.25 : 0.125);

/**
 * How wide a recipe's networks are to be: as wide as this machine takes a step of in good time, or where that is not known by the
 * size of the images.
 */
export function chooseWidth(subject: Subject, pace: Pace | null): { width: number; why: string } {
  const { preset, dataset, settings } = subject;
  const narrower = NARROWER[preset.id];
  const widths = (narrower ?? WIDTHS).filter((width) =>
    fits(preset, imagesOf(dataset), { ...settings, 'network.width': width }),
  );
  const narrowest = widths.at(-1) ?? 1;
  const products = (width: number): number =>
    productsOf({ ...subject, settings: { ...settings, 'network.width': width } });
  const share = (width: number): string =>
    `A step then takes ${digits((100 * products(width)) / products(1))} % of the published width’s arithmetic.`;
  if (pace === null) {
    const usual = usualWidth(Math.max(dataset.image.height, dataset.image.width));
    const width = narrower ? narrowest : (widths.find((one) => one <= usual) ?? narrowest);
    return { width, why: share(width) };
  }
  const seconds = (width: number): number => products(width) / pace.products;
  const width = widths.find((one) => seconds(one) <= LONGEST_STEP) ?? narrowest;
  const wider = widths[widths.indexOf(width) - 1] ?? 1;
  return {
    width,
    why:
      width === widths[0]
        ? share(width)
        : `The next wider networks would take ${digits(seconds(wider))} s a step here.`,
  };
}
