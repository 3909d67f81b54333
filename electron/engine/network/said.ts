import * as tf from '@tensorflow/tfjs-core';
import { hasAuxiliaryClassifier, type NetworkPair } from '@shared/network/layers.ts';
import type { Outputs } from './network.ts';

/** D's outputs that say what it takes an image for. */
export const SAID = ['score', 'classes'] as const;

/** Its scores of each image [n, scores], and class logits [n, classes] where it names classes. */
export function saidOf(
  { score, classes }: Outputs,
  networks: NetworkPair,
): { scores: tf.Tensor; classes: tf.Tensor | null } {
  if (!score) throw new Error('D gave no score.');
  if (classes || !hasAuxiliaryClassifier(networks)) return { scores: score, classes: classes ?? null };
  return { scores: tf.slice(score, [0, 0], [-1, 1]), classes: tf.slice(score, [0, 1], [-1, -1]) };
}

/** One number for each image, the mean of those there are of it: [n, scores] → [n, 1]. */
export const imageMean = (values: tf.Tensor): tf.Tensor => (values.shape[1] === 1 ? values : tf.mean(values, 1, true));
