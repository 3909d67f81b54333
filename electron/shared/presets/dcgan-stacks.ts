import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { NetworkFitError } from './preset.ts';

/** Sides of the square images that are usual: doubled from 4 pixels, or from 7. */
export const DCGAN_SIDES = [16, 28, 32, 64, 128, 256];
const [LEAST_SIDE, MOST_SIDE] = [16, 256];
/** G begins with an image whose shorter side has so many pixels, and less than twice as many. */
const LEAST_START = 4;
/** The widest layer, where the images are so large that doubling would go on. */
const MOST_CHANNELS = 1024;

/** How a stack climbs from a small image to the whole one, twice the sides and half the channels at a time. */
export interface DcganPlan {
  /** Of the image G's projection fills. */
  start: { height: number; width: number };
  /** Channels from there on, before each doubling: G climbs down this list, D up. */
  channels: readonly number[];
}

/** How often an image is halved until its shorter side has 4 to 7 pixels. @throws {NetworkFitError} where that leaves a rest */
export function planDoublings(
  title: string,
  { height, width }: ImageShape,
): Pick<DcganPlan, 'start'> & { doublings: number } {
  const [shorter, longer] = [Math.min(height, width), Math.max(height, width)];
  const doublings = Math.max(0, Math.floor(Math.log2(shorter / LEAST_START)));
  const multiple = 2 ** doublings;
  const refusal = (takes: string): NetworkFitError =>
    new NetworkFitError(`${title} ${takes}, not ${height}×${width}. Import the images at such a size.`);
  if (shorter < LEAST_SIDE || longer > MOST_SIDE)
    throw refusal(`makes images of ${LEAST_SIDE} to ${MOST_SIDE} pixels a side, such as ${DCGAN_SIDES.join(', ')}`);
  if (shorter % multiple !== 0 || longer % multiple !== 0)
    throw refusal(
      `halves images until the shorter side has 4 to 7 pixels: with ${shorter} pixels there, both sides must be multiples of ${multiple}`,
    );
  return { start: { height: height / multiple, width: width / multiple }, doublings };
}

/**
 * Plans a stack after Radford et al. 2016: 64×64 pixels and `base` 64 give 4×4×512 and channels 512, 256, 128, 64.
 * @param base channels beside the image
 * @throws {NetworkFitError} as {@link planDoublings}
 */
export function planDcgan(title: string, image: ImageShape, base: number): DcganPlan {
  const { start, doublings } = planDoublings(title, image);
  const channels = Array.from({ length: doublings }, (_, step) =>
    Math.min(MOST_CHANNELS, base * 2 ** (doublings - 1 - step)),
  );
  return { start, channels };
}

/** What the recipes that follow DCGAN's rules differ in. */
export interface DcganRules {
  base: number;
  batchNorm: Layer;
  /** After G's projection of the latents. */
  afterProjection: readonly Layer[];
  projectionBias: boolean;
  /** How D's last, smallest image becomes one number. @param last that image's sides */
  verdict(last: DcganPlan['start']): readonly Layer[];
}

/**
 * Convolutions of 4×4 with stride 2 throughout: G projects the latents to a small image and doubles it, D halves; batch
 * norm everywhere but at G's output and D's input; ReLU in G, LeakyReLU 0.2 in D (Radford et al. 2016, section 3).
 * @throws {NetworkFitError} as {@link planDcgan}
 */
export function dcganNetworks(title: string, image: ImageShape, latentSize: number, rules: DcganRules): NetworkPair {
  const { start, channels } = planDcgan(title, image, rules.base);
  const [deepest = rules.base, ...narrower] = channels;
  const halve = (filters: number): Layer => ({
    type: 'conv2d',
    filters,
    kernelSize: 4,
    stride: 2,
    padding: 'same',
    useBias: false,
  });
  const double = (filters: number): Layer => ({
    type: 'conv2dTranspose',
    filters,
    kernelSize: 4,
    stride: 2,
    useBias: false,
  });
  const leakyRelu: Layer = { type: 'leakyRelu', slope: 0.2 };
  const [first = rules.base, ...deeper] = [...channels].reverse();
  return {
    latentSize,
    image,
    generator: [
      { type: 'dense', units: start.height * start.width * deepest, useBias: rules.projectionBias },
      { type: 'reshape', shape: [start.height, start.width, deepest] },
      ...rules.afterProjection,
      ...narrower.flatMap((filters): Layer[] => [double(filters), rules.batchNorm, { type: 'relu' }]),
      double(image.channels),
      { type: 'tanh' },
    ],
    discriminator: [
      halve(first),
      leakyRelu,
      ...deeper.flatMap((filters): Layer[] => [halve(filters), rules.batchNorm, leakyRelu]),
      ...rules.verdict(start),
    ],
  };
}
