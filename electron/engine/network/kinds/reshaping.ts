import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@shared/network/shape.ts';
import { withoutWeights, type Build, type BuiltLayer } from './built-layer.ts';

const toShape = (shape: Shape): BuiltLayer => withoutWeights((x) => tf.reshape(x, [x.shape[0] ?? 0, ...shape]));

export const buildFlatten: Build<'flatten'> = ({ outputShape }) => toShape(outputShape);
export const buildReshape: Build<'reshape'> = ({ outputShape }) => toShape(outputShape);
