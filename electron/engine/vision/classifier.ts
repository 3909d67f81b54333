import * as tf from '@tensorflow/tfjs-core';
import { softmax } from '../network/operations/softmax.ts';
import { FEATURES } from './efficientnet.ts';

/** A softmax regression on standardised features. */
export interface ClassifierWeights {
  classes: number;
  /** Of each feature in the data set: x becomes (x − mean) · scale. */
  mean: Float32Array;
  scale: Float32Array;
  /** [FEATURES + 1, classes], the bias last. */
  weights: Float32Array;
}

/** Steps of all images at once. */
const STEPS = 150;
/** Weight of ½‖W‖², per image: with it there is one best W, however few images there are. */
const DECAY = 1e-3;
/** Of a feature that is the same everywhere. */
const LEAST_SPREAD = 1e-6;
const POWER_STEPS = 20;

/** [n, FEATURES] standardised, with a column of ones behind. */
function standardised(features: Float32Array, { mean, scale }: Pick<ClassifierWeights, 'mean' | 'scale'>): tf.Tensor2D {
  const x = tf.tensor2d(features, [features.length / FEATURES, FEATURES]);
  const scaled = tf.mul(tf.sub(x, tf.tensor1d(mean)), tf.tensor1d(scale));
  return tf.concat2d([scaled as tf.Tensor2D, tf.ones([x.shape[0], 1])], 1);
}

function momentsOf(features: Float32Array): Pick<ClassifierWeights, 'mean' | 'scale'> {
  const count = features.length / FEATURES;
  const [sums, squares] = [new Float64Array(FEATURES), new Float64Array(FEATURES)];
  for (const [at, value] of features.entries()) {
    const feature = at % FEATURES;
    sums[feature] = (sums[feature] ?? 0) + value;
    squares[feature] = (squares[feature] ?? 0) + value * value;
  }
  const mean = Float32Array.from(sums, (sum) => sum / count);
  const scale = Float32Array.from(squares, (square, feature) => {
    const middle = (sums[feature] ?? 0) / count;
    return 1 / Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, square / count - middle * middle)));
  });
  return { mean, scale };
}

/** The largest eigenvalue of XᵀX / n: how fast the slope of the loss can change. */
function steepest(x: tf.Tensor2D): number {
  let direction: tf.Tensor2D = tf.ones([x.shape[1], 1]);
  let length = 1;
  for (let step = 0; step < POWER_STEPS; step += 1) {
    const next = tf.div<tf.Tensor2D>(tf.matMul(x, tf.matMul(x, direction), true), x.shape[0]);
    length = tf.norm(next).dataSync<'float32'>()[0] ?? 1;
    direction = tf.div<tf.Tensor2D>(next, length);
  }
  return length;
}

/**
 * Learns to tell the classes of a data set apart by the features of its images: cross-entropy with a little weight decay, by Nesterov's
 * accelerated gradient on all images at once (Nesterov 1983), from zero, with the step that the data allow. Nothing is drawn, so the
 * same features give the same weights. Runs on the current device.
 * @param features [n, FEATURES] @param labels [n], each below `classes`
 */
export async function trainClassifier(
  features: Float32Array,
  labels: Uint16Array,
  classes: number,
): Promise<ClassifierWeights> {
  const moments = momentsOf(features);
  const weights = tf.tidy(() => {
    const x = standardised(features, moments);
    const wanted = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes);
    // Softmax's own curvature is at most ½ (Böhning 1992).
    const rate = 1 / (steepest(x) / 2 + DECAY);
    let [best, ahead]: tf.Tensor2D[] = [tf.zeros([FEATURES + 1, classes]), tf.zeros([FEATURES + 1, classes])];
    for (let step = 0; step < STEPS; step += 1) {
      const [next, beyond] = tf.tidy(() => {
        const error = tf.sub<tf.Tensor2D>(softmax(tf.matMul(x, ahead as tf.Tensor2D)), wanted);
        const slope = tf.add(tf.div(tf.matMul(x, error, true), x.shape[0]), tf.mul(ahead as tf.Tensor2D, DECAY));
        const moved = tf.sub(ahead as tf.Tensor2D, tf.mul(slope, rate));
        return [moved, tf.add(moved, tf.mul(tf.sub(moved, best as tf.Tensor2D), step / (step + 3)))];
      }) as [tf.Tensor2D, tf.Tensor2D];
      tf.dispose([best, ahead] as tf.Tensor[]);
      [best, ahead] = [next, beyond];
    }
    return best as tf.Tensor2D;
  });
  const data = await weights.data<'float32'>();
  weights.dispose();
  return { classes, ...moments, weights: data };
}

/** How sure the classifier is of each class. @param features [n, FEATURES] @returns probabilities [n, classes] */
export async function classesOf(features: Float32Array, classifier: ClassifierWeights): Promise<Float32Array> {
  const result = tf.tidy(() => {
    const w = tf.tensor2d(classifier.weights, [FEATURES + 1, classifier.classes]);
    return softmax(tf.matMul(standardised(features, classifier), w));
  });
  const data = await result.data<'float32'>();
  result.dispose();
  return data;
}
