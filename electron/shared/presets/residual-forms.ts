import type { ImageShape } from '../network/layers.ts';
import { planDoublings } from './dcgan-stacks.ts';
import type { ResidualStack, Seeing } from './residual-stacks.ts';

/** The form for CIFAR's 32 pixels: as wide throughout. */
const SMALL = { made: 256, seen: 128 } as const;
/** Channels beside the image in the larger forms. */
const BASE = 64;
/** How many times that G has from its smallest image up, and D after its first block, by G's doublings: 64, 128 and 256 pixels. */
const FORMS: Readonly<Record<number, { made: readonly [number, ...number[]]; seen: readonly number[] }>> = {
  4: { made: [16, 8, 4, 2, 1], seen: [2, 4, 8, 16] },
  5: { made: [16, 16, 8, 4, 2, 1], seen: [2, 4, 8, 16, 16] },
  6: { made: [16, 16, 8, 8, 4, 2, 1], seen: [2, 4, 8, 8, 16, 16] },
};
/** Beyond 64 pixels the last block of D leaves the sides as they are. */
const LAST_HALVES = 4;

/**
 * The stack that SNGAN's authors published for images of such a size, so many times as wide.
 * @param title of the recipe, for what it says of images that do not fit
 * @throws {NetworkFitError} as {@link planDoublings}
 */
export function residualStack(title: string, image: ImageShape, width: number): ResidualStack {
  const { doublings } = planDoublings(title, image);
  const scaled = (channels: number): number => Math.max(1, Math.round(channels * width));
  const form = FORMS[doublings];
  if (!form) {
    const [made, seen] = [scaled(SMALL.made), scaled(SMALL.seen)];
    const blocks = [true, false, false].map((halves): Seeing => ({ filters: seen, halves }));
    return { made: [made, ...Array.from({ length: doublings }, () => made)], seen: [seen, ...blocks] };
  }
  const [deepest, ...larger] = form.made;
  const blocks = form.seen.map((times, index): Seeing => ({
    filters: scaled(times * BASE),
    halves: doublings === LAST_HALVES || index < form.seen.length - 1,
  }));
  return {
    made: [scaled(deepest * BASE), ...larger.map((times) => scaled(times * BASE))],
    seen: [scaled(BASE), ...blocks],
  };
}

/** Whether images of so many pixels have the small form. */
export const isSmallForm = (title: string, image: ImageShape): boolean =>
  FORMS[planDoublings(title, image).doublings] === undefined;
