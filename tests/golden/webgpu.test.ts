import { beforeAll, test } from 'vitest';
import { openDevice } from '../../electron/engine/device/index.ts';
import { describeOnSoftwareGpu } from '../engine/support/software-gpu.ts';
import { goldenOptions } from './golden.ts';
import { expectSame, goldenOf, IDS, trainGolden } from './on-device.ts';

/**
 * How many times what other devices are allowed. WGSL's exponential may be off by 3 + 2|x| units in the last place, and
 * the gradient of D's last bias, a sum of terms of both signs, is a hundredth of them.
 */
const ALLOWANCE = 4;

describeOnSoftwareGpu('on the device webgpu', () => {
  beforeAll(async () => void (await openDevice('webgpu')));

  test.each(IDS)(
    '%s: a whole training step has the losses, weights, averages and slots of the original',
    async (id) => {
      const golden = goldenOf(id);
      // One step: a GPU in software takes a second for it.
      const differences = await trainGolden({ ...golden, steps: golden.steps.slice(0, 1) }, goldenOptions(id, golden));
      expectSame(differences.map(({ what, size }) => ({ what, size: size / ALLOWANCE })));
    },
  );
});
