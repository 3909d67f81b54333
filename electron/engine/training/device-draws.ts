import { scalar } from '@tensorflow/tfjs-core';
import { deviceDraws } from '../compile/index.ts';
import { nativeBackend } from '../native/backend.ts';
import { javascriptDraws, type DrawSource } from '../random/step-draws.ts';

/**
 * Draws made op by op, by a step or whatever else the draw's purpose counts. Native TensorFlow makes them itself:
 * JavaScript takes a second for the first weights of a large network, which are millions.
 */
export const drawsOf =
  (seed: number) =>
  (step: number): DrawSource =>
    nativeBackend() ? deviceDraws(seed, scalar(step, 'int32')) : javascriptDraws(seed, step);
