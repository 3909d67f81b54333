import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { LayerInside } from '@shared/inside.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { inferredNorm } from '@shared/network/spectral-norm.ts';
import { histogramOf } from '../../electron/engine/inside/histogram.ts';
import { largestSingularValue } from '../../electron/engine/inside/singular-value.ts';
import { insideOf } from '../../electron/engine/inside/weights.ts';
import { slotUnits } from '../../electron/engine/training/adam-numbers.ts';
import { preset } from '../engine/support/tiny.ts';
import type { GoldenTensors } from './golden.ts';

interface Sizes {
  weight: number;
  gradient: number;
  update: number;
}
interface Optimizer {
  settings: { learningRate: number; epsilon: number; beta1: number; beta2: number; rho: number };
  weights: GoldenTensors;
  slots: GoldenTensors;
  variables: Record<string, Sizes>;
  layers: Record<string, Sizes>;
}
interface GoldenInside {
  updates: number;
  adam: Optimizer;
  rmsprop: Optimizer;
  singular: { kernel: { data: number[] }; values: number[]; vector: { data: number[] } };
  histogram: number[];
}
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'inside.json'), 'utf8')) as GoldenInside;

/** Both networks are the one of the golden file. */
const layers = [
  { type: 'dense', units: 6, useBias: true },
  { type: 'relu' },
  { type: 'dense', units: 4, useBias: true },
];
const networks = {
  image: { height: 2, width: 2, channels: 1 },
  latentSize: 5,
  generator: [...layers, { type: 'reshape', shape: [2, 2, 1] }],
  discriminator: [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: true }],
} as NetworkPair;

const tensorsOf = (tensors: GoldenTensors, units: (name: string) => number = () => 1) =>
  Object.entries(tensors).map(([name, { shape, data }]) => ({
    name,
    shape: [...shape],
    data: Float32Array.from(data, (value) => value * units(name)),
  }));

function generatorOf(kind: 'adam' | 'rmsprop', updates = golden.updates): readonly LayerInside[] {
  const { settings, weights, slots } = golden[kind];
  const config: RunConfig = {
    ...resolveConfig({ preset: 'fashion-gan-torch', dataset: 'tiny' }),
    'optimizer.generator.kind': kind,
    'optimizer.generator.learningRate': settings.learningRate ?? 1,
    'optimizer.generator.beta1': settings.beta1 ?? 0,
    'optimizer.generator.beta2': settings.beta2 ?? 0,
    'optimizer.generator.rho': settings.rho ?? 0,
  };
  const recipe = {
    ...preset('fashion-gan-torch').recipe,
    adamEpsilon: { value: settings.epsilon ?? 1, addedTo: 'corrected' as const },
  };
  // TensorFlow's kernel keeps slots in units of its own.
  const units = kind === 'adam' ? slotUnits(settings) : { m: 1, v: 1 };
  const stored = tensorsOf(slots, (name) => (name.endsWith('/m') ? units.m : units.v));
  const state = {
    step: 7,
    elapsed: 1,
    generator: tensorsOf(weights),
    discriminator: tensorsOf({ '1_dense/kernel': { shape: [4, 1], data: [0, 0, 0, 0] } }),
    optimizers: {
      generator: { iterations: updates, slots: stored },
      discriminator: { iterations: 0, slots: [] },
    },
  };
  return insideOf({ networks, config, recipe }, state).generator.layers;
}

const digits = (expected: number): number => Math.abs(expected) * 2e-6;

test.each(['adam', 'rmsprop'] as const)('%s: sizes of weights, gradients and updates are PyTorch’s', (kind) => {
  const found = generatorOf(kind);
  const rows = found.flatMap(({ layer, variables, ...sizes }) => [
    { expected: golden[kind].layers[layer], sizes },
    ...variables.map(({ name, ...one }) => ({ expected: golden[kind].variables[`${layer}/${name}`], sizes: one })),
  ]);
  expect(rows).toHaveLength(6);
  for (const { expected, sizes } of rows)
    for (const name of ['weight', 'gradient', 'update'] as const) {
      const value = expected?.[name] ?? Number.NaN;
      // RMSprop keeps nothing of its last gradient.
      if (kind === 'rmsprop' && name === 'update') expect(sizes[name]).toBeNull();
      else expect(Math.abs((sizes[name] ?? Number.NaN) - value)).toBeLessThan(digits(value));
    }
});

test('another count of updates gives other sizes, and none gives none', () => {
  const [right, wrong, none] = [7, 8, 0].map((updates) => generatorOf('adam', updates)[0]);
  expect(wrong?.gradient).not.toBeCloseTo(right?.gradient ?? 0, 6);
  expect(none).toMatchObject({ gradient: null, update: null, weight: right?.weight });
});

test('the largest singular value is NumPy’s, from any guess', () => {
  const kernel = Float32Array.from(golden.singular.kernel.data);
  const [largest = 0] = golden.singular.values;
  const vector = Float32Array.from(golden.singular.vector.data);
  const others = [vector, Float32Array.of(1, 0, 0, 0), Float32Array.of(0, 0, 0, 0)];
  for (const guess of others)
    expect(Math.abs((largestSingularValue(kernel, guess) ?? 0) - largest)).toBeLessThan(digits(largest));
  expect(Math.abs(inferredNorm(kernel, vector) - largest)).toBeLessThan(digits(largest));
  expect(inferredNorm(kernel, Float32Array.of(1, 0, 0, 0))).toBeLessThan(largest);
  expect(largestSingularValue(Float32Array.of(1, Number.NaN), Float32Array.of(1))).toBeNull();
});

test('the histogram is NumPy’s, and leaves out what is no number', () => {
  const kernel = Float32Array.from(golden.singular.kernel.data);
  const { limit, counts } = histogramOf(kernel);
  expect(counts).toEqual(golden.histogram);
  expect(limit).toBe(Math.max(...kernel.map(Math.abs)));
  expect(histogramOf(Float32Array.of(...kernel, Number.NaN, Infinity)).counts).toEqual(golden.histogram);
  expect(histogramOf(Float32Array.of(0, 0)).counts[20]).toBe(2);
});
