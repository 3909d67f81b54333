/** Which numbers a weight starts with. `part`: which of the layer's draws, part of every stored run: never renumber. */
export type FirstValues =
  | { kind: 'zeros' }
  | { kind: 'ones' }
  /** By the run's initialiser; `fans`: as if it had this shape, where its own does not say what an output sums over; `gain`: so many times that. */
  | { kind: 'kernel'; part?: number; fans?: number[]; gain?: number }
  /** Of a kernel of this shape: PyTorch draws biases by its size. */
  | { kind: 'bias'; kernel: number[]; part?: number }
  | { kind: 'embeddings'; part?: number }
  /** N(0, 1); `gain`: so many times that. */
  | { kind: 'normals'; part?: number; gain?: number }
  /** 1 with this probability, else 0. */
  | { kind: 'trials'; probability: number; part?: number }
  /** N(0, 1), brought to length 1. */
  | { kind: 'unitVector'; part?: number };

/** A weight of a layer. */
export interface LayerWeight {
  /** `kernel`, `bias`, `gamma`, `beta`, `movingMean`, `movingVariance`, `embeddings`, `singularVector`, … */
  name: string;
  shape: number[];
  /** Changed by the optimiser; else a buffer, changed by the forward pass or not at all. */
  trainable: boolean;
  /** Part of an exported model. The vector of a spectral norm is not: Keras has no such layer. */
  inModel: boolean;
  first: FirstValues;
}

const trained = (name: string, shape: number[], first: FirstValues): LayerWeight => ({
  name,
  shape,
  trainable: true,
  inModel: true,
  first,
});
export const zeros = (name: string, shape: number[]): LayerWeight => trained(name, shape, { kind: 'zeros' });
export const ones = (name: string, shape: number[]): LayerWeight => trained(name, shape, { kind: 'ones' });

/** What the guess at the singular vector of one of a layer's weights is called. */
export const singularVectorOf = (weight: string): string =>
  weight === 'kernel' ? 'singularVector' : `singularVector.${weight}`;

/**
 * The vector of a weight's spectral norm.
 * @param shape a row where the outputs are the weight's last axis, a column where they are the one before
 * @param part which of the layer's draws, where it has several vectors
 */
export const singularVector = (weight: string, shape: number[], part?: number): LayerWeight => ({
  name: singularVectorOf(weight),
  shape,
  trainable: false,
  inModel: false,
  first: { kind: 'unitVector', ...(part !== undefined && { part }) },
});

/**
 * Kernel, bias and, for a spectral norm, the current guess at the kernel's first left singular vector: a row, or, where the
 * features are the kernel's axis before the last, a column.
 */
export function linearWeights(
  kernel: number[],
  features: number,
  {
    useBias,
    spectralNorm = false,
    gain,
    equalized = false,
    rate = 1,
  }: {
    useBias: boolean;
    spectralNorm?: boolean | undefined;
    gain?: number | undefined;
    equalized?: boolean | undefined;
    rate?: number | undefined;
  },
  axis: 'last' | 'before last' = 'last',
): LayerWeight[] {
  return [
    trained('kernel', kernel, {
      ...(equalized
        ? { kind: 'normals', gain: (gain ?? 1) / rate }
        : { kind: 'kernel', ...(gain !== undefined && { gain }) }),
    }),
    ...(useBias ? [equalized ? zeros('bias', [features]) : trained('bias', [features], { kind: 'bias', kernel })] : []),
    ...(spectralNorm ? [singularVector('kernel', axis === 'last' ? [1, features] : [features, 1])] : []),
  ];
}

/** Of a depthwise convolution: an output sums over the pixels of one channel. */
export function depthwiseWeights(side: number, channels: number, multiplier: number, useBias: boolean): LayerWeight[] {
  const fans = [side, side, 1, multiplier];
  return [
    trained('depthwiseKernel', [side, side, channels, multiplier], { kind: 'kernel', fans }),
    ...(useBias ? [trained('bias', [channels * multiplier], { kind: 'bias', kernel: fans })] : []),
  ];
}
