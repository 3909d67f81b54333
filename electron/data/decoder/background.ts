import type { ImportOptions } from '@shared/dataset.ts';
import { toGrey } from '@shared/picture-measures.ts';
import { COPY_SIDE } from './facts.ts';
import type { OpenedImage } from './open.ts';
import type { Raster } from './resample.ts';

/** A colour as sharp takes it. */
export type Background = Exclude<ImportOptions['background'], 'contrast'>;

/** Greys that a picture may be laid over, the first of several that are as good. */
const GREYS = [0, 255, 128, 64, 192] as const;
/** So few of an edge's pixels may be near to the ground: stray ones decide nothing. */
const STRAY = 0.05;

const hexOf = (grey: number): Background => {
  if (grey === 0) return 'black';
  return grey === 255 ? 'white' : `#${grey.toString(16).padStart(2, '0').repeat(3)}`;
};

/** Brightness of what can be seen beside what cannot; of all that can be seen, where there is no such edge. */
function edgeBrightness({ width, height, channels, data }: Raster): number[] {
  const alphaAt = (x: number, y: number): number => data[(y * width + x) * channels + channels - 1] ?? 0;
  const alphas = data.filter((_, at) => at % channels === channels - 1);
  const half = Math.max(...alphas) / 2;
  // Of a drawing of thin lines a small copy is faint all over.
  const isSeen = (x: number, y: number): boolean => alphaAt(x, y) > 0 && alphaAt(x, y) >= half;
  const isHidden = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && !isSeen(x, y);
  const brightness = (x: number, y: number): number => {
    const [red = 0, green = red, blue = red] = data.subarray((y * width + x) * channels).subarray(0, channels - 1);
    return toGrey(Uint8Array.of(red, green, blue))[0] ?? 0;
  };
  const seen: number[] = [];
  const edge: number[] = [];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      if (!isSeen(x, y)) continue;
      seen.push(brightness(x, y));
      if (isHidden(x - 1, y) || isHidden(x + 1, y) || isHidden(x, y - 1) || isHidden(x, y + 1))
        edge.push(brightness(x, y));
    }
  return edge.length > 0 ? edge : seen;
}

/** The grey that is farthest from what is seen of a picture where it ends. @param copy with alpha as its last channel */
function contrastingGrey(copy: Raster): number {
  const edge = edgeBrightness(copy);
  const distance = (grey: number): number => {
    const distances = edge.map((value) => Math.abs(value - grey)).sort((a, b) => a - b);
    return distances[Math.floor(distances.length * STRAY)] ?? 0;
  };
  return GREYS.reduce<number>((best, grey) => (distance(grey) > distance(best) ? grey : best), GREYS[0]);
}

/** What shows through a picture: what was chosen, or what it stands out from most. */
export async function backgroundOf(
  { image, hasAlpha }: OpenedImage,
  chosen: ImportOptions['background'],
): Promise<Background> {
  if (chosen !== 'contrast') return chosen;
  if (!hasAlpha) return 'black';
  const { data, info } = await image
    .clone()
    .resize({ width: COPY_SIDE, height: COPY_SIDE, fit: 'fill' })
    .toBuffer({ resolveWithObject: true });
  return hexOf(contrastingGrey({ ...info, data }));
}
