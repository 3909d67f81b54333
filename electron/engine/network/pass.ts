import type * as tf from '@tensorflow/tfjs-core';

/** `training`: batch norm goes by the batch and updates its averages; `inference`: it goes by the averages. */
export type Mode = 'training' | 'inference';

/** One run through a network. */
export interface Pass {
  mode: Mode;
  /** Of each image, int32 [n]; needed where the network embeds labels. */
  labels?: tf.Tensor;
  /**
   * Which values dropout keeps, in training: 1 or 0 each, with the probability `keep` of 1. Needed where the
   * network has dropout. @param layer its index in the network
   */
  mask?(layer: number, shape: readonly number[], keep: number): tf.Tensor;
  /** N(0, 1), in training; needed where the network adds noise. @param layer its index in the network */
  noise?(layer: number, shape: readonly number[]): tf.Tensor;
  /** False leaves buffers (running averages, singular vectors) as they are. */
  updateBuffers?: boolean;
  /** True where the gradient of this pass is itself differentiated: gradient penalties. */
  createGraph?: boolean;
}
