import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, test } from 'vitest';
import { describeOnSoftwareGpu } from '../support/software-gpu.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { computeCase, expectCase, OPERATION_CASES } from './golden-operations.ts';

/** How many times what other devices are allowed: WGSL's functions may be off by a few units in the last place. */
const ALLOWANCE = 4;

describeOnSoftwareGpu('an operation on the device webgpu', () => {
  beforeAll(async () => void (await openDevice('webgpu')));

  test.each(Object.entries(OPERATION_CASES))(
    "%s: output, gradients and second derivatives are PyTorch's",
    async (_, one) => {
      tf.engine().startScope();
      try {
        const inputs = Object.values(one.inputs).map(({ data, shape }) => tf.tensor(data, shape));
        const results = Object.entries(computeCase(one, inputs));
        const read = results.map(async ([name, value]) => [name, await value.data()] as const);
        expectCase(one, Object.fromEntries(await Promise.all(read)), ALLOWANCE);
      } finally {
        tf.engine().endScope();
      }
    },
  );
});
