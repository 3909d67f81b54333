import type { ImageShape } from '../network/layers.ts';

/** How many images a recorded run had seen when its pictures were there. */
export interface Recorded {
  /** One sees what they are to be. */
  recognisable: number;
  /** Good as pictures of this recipe go. */
  good: number;
  /** The run they are of, in words. */
  run: string;
}

interface Row extends Recorded {
  preset: string;
  /** Whether it was of images that are as large and as coloured as these. */
  like(image: ImageShape): boolean;
}

const small = ({ height, width, channels }: ImageShape): boolean => channels === 1 && Math.max(height, width) <= 32;

/** Looked at grid by grid: docs/guide/recommendation.md has the commands, and what was seen. */
const ROWS: readonly Row[] = [
  {
    preset: 'cgan',
    like: small,
    recognisable: 48_000,
    good: 115_000,
    run: 'Fashion-MNIST at half width',
  },
  {
    preset: 'dcgan-64',
    like: small,
    recognisable: 110_000,
    good: 550_000,
    run: 'Fashion-MNIST at half width',
  },
];

/** What is recorded of a recipe on images such as these; null where nothing is. */
export function recordedOf(preset: string, image: ImageShape): Recorded | null {
  const row = ROWS.find((one) => one.preset === preset && one.like(image));
  return row ? { recognisable: row.recognisable, good: row.good, run: row.run } : null;
}
