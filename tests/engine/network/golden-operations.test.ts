import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { requireNative } from '../../../electron/engine/compile/native-backend.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import type { NativeBackend } from '../../../electron/engine/native/backend.ts';
import {
  convolvesGroupsAtOnce,
  groupedConvolution,
} from '../../../electron/engine/network/operations/grouped-convolution.ts';
import { groupOf } from '../../../electron/engine/network/operations/minibatch-deviation.ts';
import { compile } from '../compile/helpers.ts';
import { computeCase, expectCase, OPERATION_CASES } from './golden-operations.ts';

const CASES = Object.entries(OPERATION_CASES);

describe.each(['cpu', 'js'] as const)('an operation on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(CASES)("%s: output, gradients and second derivatives are PyTorch's", (_, one) => {
    tf.tidy(() => {
      const inputs = Object.values(one.inputs).map(({ data, shape }) => tf.tensor(data, shape));
      const results = Object.entries(computeCase(one, inputs));
      expectCase(one, Object.fromEntries(results.map(([name, value]) => [name, value.dataSync()])));
    });
  });
});

describe('an operation in a compiled graph', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each(CASES)("%s: output, gradients and second derivatives are PyTorch's", (_, one) => {
    const given = Object.entries(one.inputs);
    const grouped = groupedConvolution();
    const program = compile({
      variables: [],
      endpoints: {
        all: {
          inputs: Object.fromEntries(given.map(([name, { shape }]) => [name, { shape, dtype: 'float32' }])),
          run: (inputs) =>
            computeCase(
              one,
              given.map(([name]) => inputs[name]!),
              grouped,
            ),
        },
      },
    });
    expectCase(
      one,
      program.run('all', Object.fromEntries(given.map(([name, { data }]) => [name, Float32Array.from(data)]))),
    );
    program.dispose();
  });
});

test('a group for the minibatch deviation is the largest divisor of the batch that is not larger than asked for', () => {
  const asked = [
    [8, 4],
    [6, 4],
    [7, 4],
    [2, 4],
    [12, 5],
  ] as const;
  expect(asked.map(([batch, wanted]) => groupOf(batch, wanted))).toEqual([4, 3, 1, 2, 4]);
});

describe('grouped convolution where TensorFlow has no gradients of groups', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each(CASES.filter(([, { operation }]) => operation === 'groupedConvolution'))(
    "%s: group by group, output, gradients and second derivatives are PyTorch's",
    (_, one) => {
      tf.tidy(() => {
        const inputs = Object.values(one.inputs).map(({ data, shape }) => tf.tensor(data, shape));
        const results = Object.entries(computeCase(one, inputs, groupedConvolution(false)));
        expectCase(one, Object.fromEntries(results.map(([name, value]) => [name, value.dataSync()])));
      });
    },
  );

  test('is known by asking it', () => {
    const refusing = Object.create(requireNative()) as NativeBackend;
    refusing.executeSingleOutput = () => {
      throw new Error('Invalid TF_Status: 3');
    };
    expect(convolvesGroupsAtOnce(refusing)).toBe(false);
    expect(convolvesGroupsAtOnce(requireNative())).toBe(true);
  });
});
