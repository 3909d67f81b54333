import { beforeAll, describe, expect, it } from 'vitest';
import type { Activation } from '@shared/inside.ts';
import type { Layer } from '@shared/network/layers.ts';
import { summarize } from '@shared/network/summary.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { activationsOf } from '../../../electron/engine/inside/activations.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';

beforeAll(async () => void (await openDevice('cpu')));

const IMAGES = 6;
const { signal } = new AbortController();

/** Runs layers on images 0, 1, 2, … with these weights. */
async function look(
  layers: Layer[],
  inputShape: number[],
  weights: Record<string, (at: number) => number>,
  sample = 0,
  mostHeld = 2 ** 20,
): Promise<Record<string, Activation>> {
  const source = { initializer: 'normal', draws: drawsOf(1), purpose: 'generatorWeights' } as const;
  const network = new Network(layers, inputShape, source);
  for (const variable of network.variables) {
    const values = weights[variable.name];
    if (values) variable.load(Float32Array.from({ length: variable.value.size }, (_, at) => values(at)));
  }
  const size = inputShape.reduce((product, side) => product * side, 1);
  const inputs = Float32Array.from({ length: IMAGES * size }, (_, at) => Math.sin(at * at));
  const rows = summarize(layers, inputShape).layers;
  const found = await activationsOf({ network, rows, inputs, images: IMAGES, labels: null, sample, signal, mostHeld });
  network.dispose();
  return Object.fromEntries(found.map((one) => [one.layer, one]));
}

describe('a dead unit', () => {
  it('is one of a ReLU that is never above zero', async () => {
    const layers: Layer[] = [{ type: 'dense', units: 8, useBias: true }, { type: 'relu' }];
    const dead = (at: number): number => (at === 2 || at === 5 ? -1000 : 0);
    expect((await look(layers, [4], { '0_dense/bias': dead }))['1_relu']?.units).toEqual({ count: 8, dead: 2 });
    const found = await look(layers, [4], {});
    expect(found['1_relu']).toMatchObject({
      units: { count: 8, dead: 0 },
      maps: { width: 3, height: 3, count: 1, of: 1 },
    });
  });

  it('of an image is a channel that is the same at every place for every image, whatever it differs by from place to place', async () => {
    const layers: Layer[] = [
      { type: 'conv2d', filters: 4, kernelSize: 3, stride: 1, padding: 'same', useBias: true },
      { type: 'relu' },
    ];
    // No weights into channel 1, and a bias under which channel 3 never rises.
    const kernel = (at: number): number => (at % 4 === 1 ? 0 : Math.cos(at));
    const bias = (at: number): number => [0, 1, 0, -1000][at] ?? 0;
    const found = await look(layers, [5, 5, 2], { '0_conv2d/kernel': kernel, '0_conv2d/bias': bias });
    expect(found['1_relu']?.units).toEqual({ count: 4, dead: 2 });
    expect(found['0_conv2d']?.units).toBeUndefined();
  });

  it('is none where it is always below zero and still lets through', async () => {
    const layers: Layer[] = [
      { type: 'dense', units: 3, useBias: true },
      { type: 'leakyRelu', slope: 0.2 },
    ];
    const found = await look(layers, [4], { '0_dense/bias': () => -10 });
    expect(found['1_leakyRelu']).toMatchObject({ units: { count: 3, dead: 0 } });
    expect(found['1_leakyRelu']?.mean).toBeLessThan(0);
  });
});

it('tells the mean and deviation of all values, and the maps of the sample alone', async () => {
  const layers: Layer[] = [{ type: 'reshape', shape: [2, 2, 1] }, { type: 'tanh' }];
  const values = Array.from({ length: IMAGES * 4 }, (_, at) => Math.tanh(Math.sin(at * at)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const { '1_tanh': found, '0_reshape': form } = await look(layers, [4], {}, 3);
  expect(found?.mean).toBeCloseTo(mean, 6);
  expect(found?.deviation).toBeCloseTo(Math.sqrt(variance), 6);
  const sample = values.slice(12, 16);
  const [least, most] = [Math.min(...sample), Math.max(...sample)];
  const pixels = sample.map((value) => Math.round((255 * (value - least)) / (most - least)));
  expect(found?.maps).toMatchObject({ width: 2, height: 2, channels: 1, count: 1, of: 1 });
  expect([...(found?.maps?.pixels ?? [])]).toEqual(pixels);
  expect(form?.maps).toBeUndefined();
});

it('gives the same in pieces as at once', async () => {
  const wide: Layer[] = [{ type: 'upsample2d', factor: 64 }, { type: 'relu' }];
  // Room for four of the six images.
  const found = await look(wide, [2, 2, 1], {}, 5, 4 * 2 * 128 ** 2);
  const expected = Array.from({ length: IMAGES * 4 }, (_, at) => Math.max(0, Math.sin(at * at)));
  expect(found['1_relu']?.mean).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / expected.length, 5);
  expect(found['1_relu']?.units).toEqual({ count: 1, dead: 0 });
  expect(found['1_relu']?.maps).toMatchObject({ width: 64, height: 64 });
  const { pixels } = found['1_relu']?.maps ?? { pixels: new Uint8Array() };
  const corner = (row: number, column: number): number => pixels[row * 63 * 64 + column * 63] ?? 0;
  const sample = expected.slice(20);
  const most = Math.max(...sample);
  const least = Math.min(...sample);
  expect([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]).toEqual(
    sample.map((value) => Math.round((255 * (value - least)) / (most - least))),
  );
});

it('stops where it is cancelled', async () => {
  const layers: Layer[] = [{ type: 'relu' }];
  const source = { initializer: 'normal', draws: drawsOf(1), purpose: 'generatorWeights' } as const;
  const rows = summarize(layers, [2]).layers;
  const args = {
    network: new Network(layers, [2], source),
    rows,
    inputs: new Float32Array(4),
    images: 2,
    labels: null,
    sample: 0,
  };
  await expect(activationsOf({ ...args, signal: AbortSignal.abort() })).rejects.toThrow();
});
