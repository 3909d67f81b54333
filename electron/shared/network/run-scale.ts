import { product } from './shape.ts';

/** Fields by which a layer's weights are scaled each time it computes. */
interface ScaledLayer {
  useBias: boolean;
  equalized?: boolean | undefined;
  rate?: number | undefined;
  outputGain?: number | undefined;
}

/** What a layer multiplies its weights by as it computes. */
export interface RunScale {
  kernel: number;
  bias: number;
}

/**
 * Equalised rates (Karras et al. 2018, "Progressive Growing of GANs", section 4.1): a kernel that starts at N(0, 1) is divided by the
 * root of what an output sums over, so that Adam moves all layers alike; `rate` of it, and of the bias, where a layer is to learn
 * so many times as fast. `outputGain`: what the layer gives is so many times as large.
 * @param kernel its shape; the outputs are the last axis
 */
export function runScale(
  { equalized = false, rate = 1, outputGain = 1 }: ScaledLayer,
  kernel: readonly number[],
): RunScale {
  const fanIn = product(kernel.slice(0, -1));
  return equalized
    ? { kernel: (rate * outputGain) / Math.sqrt(fanIn), bias: rate * outputGain }
    : { kernel: outputGain, bias: outputGain };
}

/** Whether a layer computes with other weights than it keeps, which no layer of Keras' does. */
export const isScaled = ({ equalized = false, outputGain }: ScaledLayer): boolean =>
  equalized || outputGain !== undefined;
