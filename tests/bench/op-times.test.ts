import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { OpTimes } from '../../bench/ops/op-times.ts';
import { requireNative } from '../../electron/engine/compile/native-backend.ts';
import { openDevice } from '../../electron/engine/device/index.ts';

beforeAll(async () => void (await openDevice('cpu')));

const real = { binding: null as ReturnType<typeof requireNative>['binding'] | null };
afterEach(() => {
  if (real.binding) requireNative().binding = real.binding;
});

test('lists ops with their shapes, how often they ran, the slowest first, and the sums by name', () => {
  const backend = requireNative();
  real.binding = backend.binding;
  const times = new OpTimes();
  backend.binding = times.listen(real.binding);
  tf.tidy(() => {
    const [small, large] = [tf.ones([2, 3]), tf.ones([500, 500])];
    for (let count = 0; count < 3; count++) tf.matMul(small, tf.ones([3, 4]));
    tf.matMul(large, large);
    tf.conv2d(tf.ones<tf.Rank.R4>([1, 8, 8, 2]), tf.ones<tf.Rank.R4>([3, 3, 2, 5]), 2, 'same');
  });
  times.whole = 100;
  const report = OpTimes.report([times], 10);
  expect(report).toMatch(/100\.00 ms 100\.0 %\s+1× a step, op by op/u);
  expect(report).toMatch(/3× \w*MatMul\w* \(2×3, 3×4(, [^)]*)?\) → 2×4/u);
  expect(report).toContain('Conv2D /2 (1×8×8×2, 3×3×2×5) → 1×4×4×5');
  expect(report).toMatch(/4× \w*MatMul/u);
  const rows = report.split('\n\n')[2]?.trim().split('\n') ?? [];
  const milliseconds = rows.map((row) => Number.parseFloat(row));
  expect(milliseconds).toEqual([...milliseconds].sort((a, b) => b - a));
});
