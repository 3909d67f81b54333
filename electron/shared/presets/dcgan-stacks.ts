import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { NetworkFitError } from './preset.ts';

/** The sides that doubling reaches from 4 pixels, or from 7. */
export const DCGAN_SIDES = [16, 28, 32, 64, 128, 256];
/** The widest layer, where the images are so large that doubling would go on. */
const MOST_CHANNELS = 1024;

/** How a stack climbs from a small image to the whole one, twice the side and half the channels at a time. */
export interface DcganPlan {
  /** Side of the image G's projection fills. */
  start: number;
  /** Channels from there on, before each doubling: G climbs down this list, D up. */
  channels: readonly number[];
}

/**
 * Plans a stack after Radford et al. 2016: 64×64 pixels and `base` 64 give 4×4×512 and channels 512, 256, 128, 64.
 * @param base channels beside the image
 * @throws {NetworkFitError} for images that are not squares of 16, 28, 32, 64, 128 or 256 pixels
 */
export function planDcgan(title: string, { height, width }: ImageShape, base: number): DcganPlan {
  if (height !== width || !DCGAN_SIDES.includes(height))
    throw new NetworkFitError(
      `${title} makes square images with a side of ${DCGAN_SIDES.slice(0, -1).join(', ')} or ${DCGAN_SIDES.at(-1)} pixels, not ` +
        `${height}×${width}. Import the images at one of these sizes.`,
    );
  const start = height === 28 ? 7 : 4;
  const doublings = Math.log2(height / start);
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
  /** How D's last, smallest image becomes one number. @param side of that image */
  verdict(side: number): readonly Layer[];
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
      { type: 'dense', units: start * start * deepest, useBias: rules.projectionBias },
      { type: 'reshape', shape: [start, start, deepest] },
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
