import type { NetworkPair } from '@shared/network/layers.ts';
import { summarizePair, type LayerSummary } from '@shared/network/summary.ts';
import { hasKernel } from './networks.ts';

/** A layer with weights in the small drawing of a pair. */
export interface DrawnLayer {
  x: number;
  width: number;
  height: number;
  opacity: number;
  /** Planes side by side for a convolution, more for more filters; 1 solid bar for a dense layer. */
  planes: number;
}

export interface DrawnPair {
  generator: DrawnLayer[];
  discriminator: DrawnLayer[];
  /** G begins with a picture, not with latents. */
  given: boolean;
  pictureX: number;
  endX: number;
  width: number;
}

const PLANE = 2;
const PLANE_GAP = 1;
const BAR = 5;
const GAP = 3;
export const PICTURE_SIDE = 18;
/** Where the first layer begins: behind a dot that stands for latents, or a picture. */
const [START, START_GIVEN] = [11, PICTURE_SIDE + 6];
const END = 8;
/** A dense layer of this width is drawn tall where no other is wider. */
const WIDE_DENSE = 256;

interface Sketch {
  /** Pixels of a side, of an image; features, of a flat layer. */
  size: number;
  filters: number | null;
}

/** What is drawn of a network: its layers with weights; a projection to a small image counts as that image. */
function sketches(layers: readonly LayerSummary[]): Sketch[] {
  return layers.flatMap(({ layer, outputShape }, index): Sketch[] => {
    if (!hasKernel(layer)) return [];
    const next = layers.slice(index + 1).find((after) => hasKernel(after.layer) || after.layer.type === 'reshape');
    const goesOn = next !== undefined && layers.slice(layers.indexOf(next)).some((after) => hasKernel(after.layer));
    const [height = 1, , filters] =
      next?.layer.type === 'reshape' && goesOn && next.outputShape.length === 3 ? next.outputShape : outputShape;
    return [{ size: height, filters: filters ?? null }];
  });
}

/** Of more layers, those of one size after another are drawn as one. */
export const MOST_DRAWN = 10;

/** A residual network has so many layers that a line of them all would be a blur: each size is drawn once, as wide as it gets. */
function condensed(layers: readonly Sketch[]): Sketch[] {
  if (layers.length <= MOST_DRAWN) return [...layers];
  const drawn: Sketch[] = [];
  for (const layer of layers) {
    const last = drawn.at(-1);
    const joins = last && last.size === layer.size && (last.filters === null) === (layer.filters === null);
    if (joins && last.filters !== null) last.filters = Math.max(last.filters, layer.filters ?? 0);
    else if (!joins) drawn.push({ ...layer });
  }
  return drawn;
}

/** Planes that stand for so many filters: 3, 32, 128, 512 → 1, 2, 3, 4. */
const planesOf = (filters: number): number => Math.max(1, Math.round(Math.log2(filters) / 2.4));

/**
 * A small drawing of a pair for the recipe's card. A dense layer is a bar, as tall as it is wide; a convolution
 * is a row of planes, as tall as its image, as many as it has filters (square roots and logarithms, so that
 * small ones stay visible).
 * @throws {LayerError}
 */
export function drawPair(pair: NetworkPair, tallest: number): DrawnPair {
  const summaries = summarizePair(pair);
  const sides = {
    generator: condensed(sketches(summaries.generator.layers)),
    discriminator: condensed(sketches(summaries.discriminator.layers)),
  };
  const all = [...sides.generator, ...sides.discriminator];
  const widest = Math.max(WIDE_DENSE, ...all.filter(({ filters }) => filters === null).map(({ size }) => size));
  const side = Math.max(pair.image.height, pair.image.width);
  const draw = (list: readonly Sketch[], from: number, opacity: (index: number) => number): DrawnLayer[] => {
    let x = from;
    return list.map(({ size, filters }, index) => {
      const planes = filters === null ? 1 : planesOf(filters);
      const width = filters === null ? BAR : planes * (PLANE + PLANE_GAP) - PLANE_GAP;
      const share = Math.sqrt(size / (filters === null ? widest : side));
      const drawn = { x, width, height: Math.max(4, Math.min(1, share) * tallest), opacity: opacity(index), planes };
      x += width + GAP;
      return drawn;
    });
  };
  const endOf = (layers: readonly DrawnLayer[], start: number): number => {
    const last = layers.at(-1);
    return last ? last.x + last.width + GAP : start;
  };
  const start = pair.pairs ? START_GIVEN : START;
  const generator = draw(sides.generator, start, (index) => 0.45 + (0.55 * (index + 1)) / sides.generator.length);
  const pictureX = endOf(generator, start) + 3;
  const discriminator = draw(
    sides.discriminator,
    pictureX + PICTURE_SIDE + 6,
    (index) => 1 - (0.5 * index) / sides.discriminator.length,
  );
  const endX = endOf(discriminator, pictureX + PICTURE_SIDE + 6) + 1;
  return { generator, discriminator, given: pair.pairs === true, pictureX, endX, width: endX + END };
}

/** The left edges of a drawn layer's planes. */
export const planesX = ({ x, planes }: DrawnLayer): number[] =>
  Array.from({ length: planes }, (_, index) => x + index * (PLANE + PLANE_GAP));
export const planeWidth = ({ width, planes }: DrawnLayer): number => (width === BAR && planes === 1 ? BAR : PLANE);
