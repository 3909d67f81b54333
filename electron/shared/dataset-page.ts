import type { ImageShape } from './network/layers.ts';

/** The most bytes of pixels that one page brings to the window: more would hold up its messages. */
const PAGE_BYTES = 1 << 20;
const MOST_IMAGES = 120;
/** The last page that may be asked for; no data set has as many. */
export const LAST_PAGE = 9_999_999;

/** Images on a page of the picture browser. */
export const pageImages = ({ height, width, channels }: ImageShape): number =>
  Math.max(1, Math.min(MOST_IMAGES, Math.floor(PAGE_BYTES / (height * width * channels))));

/** Some images of a data set, in its order. */
export interface DatasetPage {
  /** Images that the filter lets through, on all pages. */
  total: number;
  /** Numbers of the images on this page, from 0. */
  indices: number[];
  /** Their labels; null in a data set without. */
  labels: number[] | null;
  /** uint8, image by image, rows first, channels last. */
  pixels: Uint8Array;
}
