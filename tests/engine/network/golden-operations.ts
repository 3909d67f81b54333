import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { swish } from '../../../electron/engine/network/operations/activations.ts';
import { attend } from '../../../electron/engine/network/operations/attention.ts';
import { averagePool, globalAveragePool } from '../../../electron/engine/network/operations/average-pool.ts';
import { blur, blurDown, blurUp } from '../../../electron/engine/network/operations/blur.ts';
import { scaleBy } from '../../../electron/engine/network/operations/broadcast.ts';
import { convolveDepthwise } from '../../../electron/engine/network/operations/depthwise-convolution.ts';
import { depthToSpace } from '../../../electron/engine/network/operations/depth-to-space.ts';
import { gatedLinearUnit } from '../../../electron/engine/network/operations/gated-linear-unit.ts';
import {
  groupedConvolution,
  type GroupedConvolution,
} from '../../../electron/engine/network/operations/grouped-convolution.ts';
import { maxPool } from '../../../electron/engine/network/operations/max-pool.ts';
import { minibatchDeviation } from '../../../electron/engine/network/operations/minibatch-deviation.ts';
import { convolveModulated } from '../../../electron/engine/network/operations/modulated-convolution.ts';
import { addNoise } from '../../../electron/engine/network/operations/noise.ts';
import { instanceNorm, layerNorm, pixelNorm } from '../../../electron/engine/network/operations/norms.ts';
import { distance } from '../../golden/golden.ts';

/** What PyTorch computes: tests/golden/make_operations.py. */
const tensor = z.object({ shape: z.array(z.number()), data: z.array(z.number()) });
const tensors = z.record(z.string(), tensor);
const golden = {
  inputs: tensors,
  weights: tensor,
  output: tensor,
  gradients: tensors,
  penalty: z.number(),
  penaltyGradients: tensors,
};
const moving = z.object({ stride: z.number(), padding: z.enum(['same', 'valid']) });
const none = z.object({});
const of = <const Name extends string, Settings extends z.ZodType>(name: Name, settings: Settings) =>
  z.object({ operation: z.literal(name), settings, ...golden });

const caseSchema = z.discriminatedUnion('operation', [
  of('averagePool', z.object({ size: z.number(), stride: z.number() })),
  of('globalAveragePool', none),
  of('groupedConvolution', moving),
  of('depthwiseConvolution', moving),
  of('pixelShuffle', z.object({ block: z.number() })),
  of('blur', none),
  of('blurDown', none),
  of('blurUp', none),
  of('gatedLinearUnit', none),
  of('layerNorm', z.object({ epsilon: z.number() })),
  of('instanceNorm', z.object({ epsilon: z.number() })),
  of('pixelNorm', none),
  of('minibatchDeviation', z.object({ groupSize: z.number() })),
  of('attention', none),
  of('modulatedConvolution', z.object({ up: z.boolean(), demodulate: z.boolean() })),
  of('noise', none),
  of('swish', none),
  of('channelScale', none),
  of('maxPool', none),
]);
export type OperationCase = z.infer<typeof caseSchema>;

const file = join(import.meta.dirname, '../../golden/operations.json');
export const OPERATION_CASES = z
  .object({ cases: z.record(z.string(), caseSchema) })
  .parse(JSON.parse(readFileSync(file, 'utf8'))).cases;

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Ours, of the inputs in their order. */
function operationOf({ operation, settings }: OperationCase, grouped: GroupedConvolution): Operation {
  switch (operation) {
    case 'averagePool':
      return (x) => averagePool(x!, settings);
    case 'globalAveragePool':
      return (x) => globalAveragePool(x!);
    case 'groupedConvolution':
      return (x, kernel) => grouped(x!, kernel!, settings);
    case 'depthwiseConvolution':
      return (x, kernel) => convolveDepthwise(x!, kernel!, settings);
    case 'pixelShuffle':
      return (x) => depthToSpace(x!, settings.block);
    case 'blur':
      return (x) => blur(x!);
    case 'blurDown':
      return (x) => blurDown(x!);
    case 'blurUp':
      return (x) => blurUp(x!);
    case 'gatedLinearUnit':
      return (x) => gatedLinearUnit(x!);
    case 'layerNorm':
      return (x, gamma, beta) => layerNorm(x!, gamma!, beta!, settings.epsilon);
    case 'instanceNorm':
      return (x, gamma, beta) => instanceNorm(x!, settings.epsilon, gamma && beta ? { gamma, beta } : null);
    case 'pixelNorm':
      return (x) => pixelNorm(x!);
    case 'minibatchDeviation':
      return (x) => minibatchDeviation(x!, settings.groupSize);
    case 'attention':
      return (query, key, value) => attend(query!, key!, value!);
    case 'modulatedConvolution':
      return (x, kernel, style) => convolveModulated(x!, kernel!, style!, settings);
    case 'noise':
      return (x, noise, scale) => addNoise(x!, noise!, scale!);
    case 'swish':
      return (x) => swish(x!);
    case 'channelScale':
      return (x, factors) => scaleBy(x!, factors!);
    case 'maxPool':
      return (x) => maxPool(x!);
  }
}

/** Everything the golden file says of a case, by our operation on the current device. */
export function computeCase(
  one: OperationCase,
  inputs: tf.Tensor[],
  grouped = groupedConvolution(),
): Record<string, tf.Tensor> {
  const run = operationOf(one, grouped);
  const weights = tf.tensor(one.weights.data, one.weights.shape);
  const total: Operation = (...given) => tf.sum(tf.mul(weights, tf.square(run(...given))));
  const penalty: Operation = (...given) => tf.sum(tf.square(tf.grads(total)(given)[0]!));
  const { value, grads } = tf.valueAndGrads(penalty)(inputs);
  const named = (kind: string, gradients: readonly tf.Tensor[]): [string, tf.Tensor][] =>
    Object.keys(one.inputs).map((_, index) => [`${kind}${index}`, gradients[index]!]);
  return {
    output: run(...inputs),
    penalty: value,
    ...Object.fromEntries([...named('gradient', tf.grads(total)(inputs)), ...named('penaltyGradient', grads)]),
  };
}

const TOLERANCE = 1e-5;

export function expectCase(one: OperationCase, results: Record<string, ArrayLike<number>>, allowance = 1): void {
  const apart = (what: string, expected: readonly number[]): number =>
    distance(results[what] ?? [], expected) / allowance;
  const differences: [string, number][] = [
    ['output', apart('output', one.output.data)],
    ['penalty', apart('penalty', [one.penalty])],
    ...Object.keys(one.inputs).flatMap((name, index): [string, number][] => [
      [`gradient by ${name}`, apart(`gradient${index}`, one.gradients[name]!.data)],
      [`second derivative by ${name}`, apart(`penaltyGradient${index}`, one.penaltyGradients[name]!.data)],
    ]),
  ];
  expect(differences.filter(([, size]) => !(size < TOLERANCE))).toEqual([]);
}
