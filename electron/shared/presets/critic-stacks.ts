import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { planDcgan } from './dcgan-stacks.ts';
import { TORCH_BATCH_NORM } from './frameworks.ts';

/** What the recipes that came after DCGAN differ in, on one and the same pair of stacks. */
export interface CriticRules {
  /** Batch norm in D; a gradient penalty is about single images and goes without. */
  batchNorm: boolean;
  /** D also names the class: the last layer gives 1 + classes numbers. */
  namesClasses?: boolean;
  /** The label enters D too, as one more channel of the image. */
  seesLabels?: boolean;
}

/** Channels beside the image at full width, as in Radford et al. 2016. */
const BASE = 64;
const leakyRelu: Layer = { type: 'leakyRelu', slope: 0.2 };

/**
 * G and D of 4×4 convolutions with stride 2, after DCGAN's rules: G with batch norm and ReLU, D with LeakyReLU and a
 * dense last layer. With labels, G's latents are multiplied by a learned row for the class.
 * @param classes 0 without labels
 * @throws {NetworkFitError} as planDcgan
 */
export function criticNetworks(
  title: string,
  image: ImageShape,
  latentSize: number,
  classes: number,
  { batchNorm, namesClasses = false, seesLabels = false }: CriticRules,
): NetworkPair {
  const { start, channels } = planDcgan(title, image, BASE);
  const [deepest = BASE, ...narrower] = channels;
  const [first = BASE, ...deeper] = [...channels].reverse();
  const double = (filters: number, useBias: boolean): Layer => ({
    type: 'conv2dTranspose',
    filters,
    kernelSize: 4,
    stride: 2,
    useBias,
  });
  const halve = (filters: number, useBias: boolean): Layer => ({
    type: 'conv2d',
    filters,
    kernelSize: 4,
    stride: 2,
    padding: 'same',
    useBias,
  });
  return {
    latentSize,
    image,
    ...(classes > 0 && { classes }),
    generator: [
      ...(classes > 0 ? [{ type: 'labelEmbedding', classes, join: 'multiply' } satisfies Layer] : []),
      { type: 'dense', units: start.height * start.width * deepest, useBias: false },
      { type: 'reshape', shape: [start.height, start.width, deepest] },
      TORCH_BATCH_NORM,
      { type: 'relu' },
      ...narrower.flatMap((filters): Layer[] => [double(filters, false), TORCH_BATCH_NORM, { type: 'relu' }]),
      double(image.channels, true),
      { type: 'tanh' },
    ],
    discriminator: [
      ...(seesLabels ? [{ type: 'labelEmbedding', classes, join: 'plane' } satisfies Layer] : []),
      halve(first, true),
      leakyRelu,
      ...deeper.flatMap((filters): Layer[] =>
        batchNorm ? [halve(filters, false), TORCH_BATCH_NORM, leakyRelu] : [halve(filters, true), leakyRelu],
      ),
      { type: 'flatten' },
      { type: 'dense', units: 1 + (namesClasses ? classes : 0), useBias: true },
    ],
  };
}
