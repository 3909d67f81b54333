import * as tf from '@tensorflow/tfjs-core';
import { normals, trials, uniforms, type DrawKey, type Purpose } from './draws.ts';

/** Draws made within a training step, as tensors. */
export type StepPurpose = Exclude<
  Purpose,
  | 'generatorWeights'
  | 'discriminatorWeights'
  | 'imageOrder'
  | 'sampleLatents'
  | 'dropout'
  | 'layerNoise'
  | 'distanceImages'
  | 'distanceDirections'
  | 'distanceLatents'
  | 'statisticsLatents'
  | 'statisticsLabels'
>;

/** Which values dropout keeps: 1 or 0 each, with the probability `keep` of 1. @param layer its index in the network */
export type DropoutMask = (layer: number, shape: readonly number[], keep: number) => tf.Tensor;

/** N(0, 1) for a layer that adds noise. @param layer its index in the network */
export type LayerNoise = (layer: number, shape: readonly number[]) => tf.Tensor;

/** The random tensors of one training step: each call gives new numbers, the same in each run of the step. */
export interface StepDraws {
  /** N(0, 1) */
  normals(purpose: StepPurpose, shape: readonly number[]): tf.Tensor;
  /** U[low, high) */
  uniforms(purpose: StepPurpose, shape: readonly number[], low: number, high: number): tf.Tensor;
  /** 1 with the given probability, else 0 */
  trials(purpose: StepPurpose, shape: readonly number[], probability: number): tf.Tensor;
  /** Masks for one pass through a network. */
  dropout(): DropoutMask;
  /** Noise of layers for one pass through a network. */
  layerNoise(): LayerNoise;
}

/** Which draw of the step: what `DrawKey` says beside seed and step. */
export type Draw = Required<Omit<DrawKey, 'seed' | 'step'>>;

/** Where the numbers of a step come from: JavaScript, or the device itself. */
export interface DrawSource {
  normals(draw: Draw, shape: readonly number[]): tf.Tensor;
  uniforms(draw: Draw, shape: readonly number[], low: number, high: number): tf.Tensor;
  trials(draw: Draw, shape: readonly number[], probability: number): tf.Tensor;
}

/** Layers of a network that a pass's draws can be numbered by. */
const MOST_LAYERS = 256;

/** Numbers the draws of each purpose in the order they are asked for. */
export function stepDraws(source: DrawSource): StepDraws {
  const asked = new Map<Purpose, number>();
  const next = (purpose: Purpose): Draw => {
    const part = asked.get(purpose) ?? 0;
    asked.set(purpose, part + 1);
    return { purpose, part };
  };
  return {
    normals: (purpose, shape) => source.normals(next(purpose), shape),
    uniforms: (purpose, shape, low, high) => source.uniforms(next(purpose), shape, low, high),
    trials: (purpose, shape, probability) => source.trials(next(purpose), shape, probability),
    dropout: () => {
      const { purpose, part } = next('dropout');
      return (layer, shape, keep) => source.trials({ purpose, part: part * MOST_LAYERS + layer }, shape, keep);
    },
    layerNoise: () => {
      const { purpose, part } = next('layerNoise');
      return (layer, shape) => source.normals({ purpose, part: part * MOST_LAYERS + layer }, shape);
    },
  };
}

/** Draws in JavaScript, for devices that cannot draw the same numbers themselves. */
export function javascriptDraws(seed: number, step: number): DrawSource {
  const size = (shape: readonly number[]): number => tf.util.sizeFromShape([...shape]);
  const key = (draw: Draw): DrawKey => ({ ...draw, seed, step });
  return {
    normals: (draw, shape) => tf.tensor(normals(key(draw), size(shape)), [...shape]),
    uniforms: (draw, shape, low, high) => tf.tensor(uniforms(key(draw), size(shape), low, high), [...shape]),
    trials: (draw, shape, probability) => tf.tensor(trials(key(draw), size(shape), probability), [...shape]),
  };
}
