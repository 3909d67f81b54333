import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CompileRefusal,
  compileProgram,
  type Endpoint,
  type ProgramVariable,
  type RefusalReason,
} from '../../../electron/engine/compile/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { createVariable } from '../../../electron/engine/network/variable.ts';
import { binding, compile, openNative } from './helpers.ts';

let variable: tf.Variable;
let other: tf.Variable;
let kept: tf.Tensor;
beforeAll(async () => {
  await openNative();
  variable = tf.tidy(() => tf.variable(tf.scalar(2), false));
  other = tf.tidy(() => tf.variable(tf.scalar(3), false));
  kept = tf.scalar(5);
});
afterAll(() => tf.dispose([variable, other, kept]));

const x = { x: { shape: [2], dtype: 'float32' } } as const;

/** Why a function is refused; null when it is not. */
function refusalOf(run: Endpoint['run'], variables: ProgramVariable[] = [variable]): RefusalReason | null {
  try {
    compile({ variables, endpoints: { step: { inputs: x, run } } }).dispose();
    return null;
  } catch (error) {
    if (error instanceof CompileRefusal) return error.reason;
    throw error;
  }
}

const randomNormal = (): tf.Tensor => {
  const backend = tf.backend() as unknown as {
    binding: { TF_ATTR_TYPE: number; TF_FLOAT: number; TF_INT32: number };
    executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
  };
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = [
    { name: 'dtype', type, value: TF_FLOAT },
    { name: 'T', type, value: TF_INT32 },
  ];
  return backend.executeSingleOutput('RandomStandardNormal', attributes, [tf.tensor1d([2], 'int32')]);
};

describe('what cannot be compiled is refused with a reason', () => {
  const counter = { calls: 0 };
  const cases: [string, RefusalReason | null, Endpoint['run']][] = [
    ['a plain function', null, ({ x }) => ({ y: tf.mul(x!, variable) })],
    ['reading an input', 'reads-values', ({ x }) => ({ y: x!.dataSync()[0]! > 0 ? x! : tf.neg(x!) })],
    ['reading a variable', 'reads-values', ({ x }) => ({ y: tf.mul(x!, variable.dataSync()[0]!) })],
    ['reading a result', 'reads-values', ({ x }) => ({ y: tf.tensor1d(Array.from(tf.sqrt(x!).dataSync())) })],
    ['a tensor from outside', 'outside-tensor', ({ x }) => ({ y: tf.mul(x!, kept) })],
    ['a variable that is not listed', 'outside-tensor', ({ x }) => ({ y: tf.mul(x!, other) })],
    [
      'writing a variable that is not listed',
      'outside-tensor',
      ({ x }) => {
        other.assign(tf.sum(x!) as tf.Scalar);
        return { y: x! };
      },
    ],
    ['numbers drawn in JavaScript', 'changing-constant', ({ x }) => ({ y: tf.add(x!, tf.randomNormal([2])) })],
    ['dropout', 'changing-constant', ({ x }) => ({ y: tf.dropout(tf.add(x!, tf.ones([2])), 0.5) })],
    ['a counter', 'changing-constant', ({ x }) => ({ y: tf.mul(x!, (counter.calls += 1)) })],
    [
      'a course that changes',
      'control-flow',
      ({ x }) => ({ y: (counter.calls += 1) % 2 === 0 ? tf.exp(x!) : tf.abs(x!) }),
    ],
    ['an op with hidden state', 'unknown-op', ({ x }) => ({ y: tf.add(x!, randomNormal()) })],
    ['a promise', 'asynchronous', (() => Promise.resolve({})) as unknown as Endpoint['run']],
    ['a variable made on the way', 'new-variable', ({ x }) => ({ y: tf.mul(x!, tf.variable(tf.scalar(1), false)) })],
    ['text', 'unsupported-type', ({ x }) => ({ x: x!, y: tf.tensor1d(['a', 'b']) })],
  ];

  it.each(cases)('%s: %s', (_, reason, run) => {
    const before = [variable.dataSync()[0], other.dataSync()[0], binding().getNumOfSavedModels()];
    expect(refusalOf(run)).toBe(reason);
    expect([variable.dataSync()[0], other.dataSync()[0], binding().getNumOfSavedModels()]).toEqual(before);
  });

  it('a resource variable that is not listed', () => {
    const weight = createVariable('weight', [2], () => tf.tensor([1, 2], [2]));
    expect(refusalOf(({ x }) => ({ y: tf.mul(x!, weight.value) }))).toBe('outside-tensor');
    expect(Array.from(weight.value.dataSync())).toEqual([1, 2]);
    weight.dispose();
  });

  it('a device that is not native TensorFlow', async () => {
    await openDevice('js');
    const source = { loadGraph: () => 0, variables: [], endpoints: {} };
    expect(() => compileProgram(source)).toThrow(expect.objectContaining({ reason: 'device' }));
    await openNative();
  });

  it('a graph TensorFlow does not take', () => {
    const loadGraph = (): number => {
      throw new Error('not a graph');
    };
    const source = { loadGraph, variables: [], endpoints: {} };
    expect(() => compileProgram(source)).toThrow(expect.objectContaining({ reason: 'rejected-graph' }));
  });

  it('but an error of the function itself passes through', () => {
    const broken = (): never => {
      throw new RangeError('mine');
    };
    expect(() => refusalOf(broken)).toThrow(RangeError);
    expect(refusalOf(({ x }) => ({ y: tf.neg(x!) }))).toBe(null);
  });
});
