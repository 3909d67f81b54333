/**
 * Scrolling through more than an element can be high. A browser draws none higher than some 33 million pixels (Chromium keeps lengths
 * in 26 bits and 6 of fraction), which a million pictures go beyond. So the element is never higher than {@link MOST_HIGH}, and what is
 * seen of the whole lies at the place of the scrollbar plus an offset: small moves go through the whole pixel by pixel, large
 * ones, as of the bar, by its share. Pure; lengths in CSS pixels.
 */

export const MOST_HIGH = 12_000_000;

export interface LongScroll {
  /** Of the scrollbar. */
  at: number;
  /** From there to what is seen of the whole. */
  offset: number;
}

export const START: LongScroll = { at: 0, offset: 0 };

export const drawnHeight = (whole: number): number => Math.min(whole, MOST_HIGH);

/** What is seen of the whole: its first pixel. */
export const seenAt = ({ at, offset }: LongScroll): number => at + offset;

interface Heights {
  /** Of all rows. */
  whole: number;
  /** Of what is seen at once. */
  view: number;
}

const rooms = ({ whole, view }: Heights): { whole: number; drawn: number } => ({
  whole: Math.max(0, whole - view),
  drawn: Math.max(0, drawnHeight(whole) - view),
});

/** Where the scrollbar belongs for a place of the whole. */
export function barAt(place: number, heights: Heights): LongScroll {
  const { whole, drawn } = rooms(heights);
  const seen = Math.min(Math.max(0, place), whole);
  const at = whole === 0 ? 0 : Math.round((seen / whole) * drawn);
  return { at, offset: seen - at };
}

/** The bar may lie off its place by so much before it is put back: less would be felt as it is moved. */
const DRIFT = 4000;

/**
 * After the scrollbar has moved.
 * @returns where the whole is now; where its `at` is not the one given, the scrollbar is to be put there
 */
export function scrolled(before: LongScroll, at: number, heights: Heights): LongScroll {
  const { whole, drawn } = rooms(heights);
  if (whole <= drawn) return { at, offset: 0 };
  // The bar itself was moved: its share counts.
  if (Math.abs(at - before.at) > heights.view) return { at, offset: Math.round((at / drawn) * whole) - at };
  const seen = Math.min(Math.max(0, at + before.offset), whole);
  const proper = barAt(seen, heights);
  // At an end there is no way on: the whole ends there as well, or the bar has not come to its end yet.
  if (at <= 0 && proper.at === 0) return START;
  if (at >= drawn && proper.at === drawn) return { at: drawn, offset: whole - drawn };
  const atEnd = at < heights.view || at > drawn - heights.view;
  return Math.abs(proper.at - at) > (atEnd ? 0 : DRIFT) ? proper : { at, offset: seen - at };
}
