import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { generatorInput } from '@shared/network/layers.ts';
import { styleNetworks } from '@shared/presets/style-stacks.ts';
import { MEAN_LATENTS } from '@shared/styles.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import { normals } from '../../../electron/engine/random/draws.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';
import { meanStyles, steeredImages, type SteeredBy } from '../../../electron/engine/training/steering.ts';

const LATENT = 4;
const COUNT = 3;
const networks = styleNetworks({ height: 8, width: 8, channels: 1 }, LATENT, {
  ...{ channels: [4, 3], style: 5, mapping: 2, mappingRate: 0.1 },
});
const config = resolveConfig({ preset: 'stylegan2', dataset: 'noise', seed: 7, 'latent.size': LATENT });
const [LATENTS, OTHERS] = [1, 2].map((seed) =>
  normals({ seed, purpose: 'sampleLatents', step: 0 }, COUNT * LATENT),
) as [Float32Array, Float32Array];

describe('styles that are steered', () => {
  let generator: Network;
  beforeAll(async () => {
    await openDevice('cpu');
    generator = new Network(networks.generator, generatorInput(networks), {
      ...{ initializer: 'torch', draws: drawsOf(5), purpose: 'generatorWeights' },
    });
    for (const [salt, variable] of generator.variables.entries())
      if (/bias|scale/i.test(variable.name))
        variable.load(
          Float32Array.from({ length: variable.shape.reduce((a, b) => a * b, 1) }, (_, place) =>
            Math.sin(1 + salt + 3 * place),
          ),
        );
  });
  const pass = { mode: 'inference' } as const;
  const given = () => tf.tensor2d(LATENTS, [COUNT, LATENT]);
  const drawn = (by: SteeredBy): number[] => tf.tidy(() => [...steeredImages(generator, by)(given(), pass).dataSync()]);
  /** What G makes of styles, [place][image][feature], as plain numbers. */
  const ofStyles = (styles: number[][][]): number[] =>
    tf.tidy(() => [
      ...generator
        .forwardFrom(
          styles.map((rows) => tf.tensor2d(rows)),
          given(),
          pass,
        )
        .dataSync(),
    ]);
  const stylesOf = (latents: Float32Array, count = COUNT): number[][][] =>
    tf.tidy(() =>
      generator.stylesOf(tf.tensor2d(latents, [count, LATENT]), pass).map((style) => style.arraySync() as number[][]),
    );
  const near = (made: number[], wanted: number[]): void => {
    const size = Math.max(...wanted.map(Math.abs));
    expect(Math.max(...made.map((value, place) => Math.abs(value - wanted[place]!)))).toBeLessThan(1e-5 * size);
  };

  test('the mean style is that of 4,096 latents of the run, the same each time', () => {
    const mean = meanStyles(generator, { networks, config });
    const latents = normals({ seed: 7, purpose: 'meanStyle', step: 0 }, MEAN_LATENTS * LATENT);
    const all = stylesOf(latents, MEAN_LATENTS);
    for (const [place, style] of mean.entries()) {
      const wanted = all[place]![0]!.map((_, feature) =>
        all[place]!.reduce((sum, row) => sum + row[feature]! / MEAN_LATENTS, 0),
      );
      expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0.01);
      near([...style.dataSync()], wanted);
    }
    const held = tf.memory().numTensors;
    const again = meanStyles(generator, { networks, config });
    expect(tf.memory().numTensors).toBe(held + generator.styles.length);
    expect(again.map((style) => [...style.dataSync()])).toEqual(mean.map((style) => [...style.dataSync()]));
    const other = meanStyles(generator, { networks, config: { ...config, seed: 8 } });
    expect([...other[0]!.dataSync()]).not.toEqual([...mean[0]!.dataSync()]);
    tf.dispose([mean, again, other]);
  });

  test('without a word images are what they were, to the bit', () => {
    const plain = tf.tidy(() => [...generator.forward(given(), pass).dataSync()]);
    expect(drawn({})).toEqual(plain);
    expect(drawn({ mixing: { latents: OTHERS, from: generator.styles.length } })).toEqual(plain);
    expect(drawn({ mixing: { latents: OTHERS, from: 0 } })).not.toEqual(plain);
  });

  test.each([0.7, 0, -1])('truncation of %d draws each style towards the mean', (psi) => {
    const mean = meanStyles(generator, { networks, config });
    const centres = mean.map((style) => [...style.dataSync()]);
    const wanted = stylesOf(LATENTS).map((rows, place) =>
      rows.map((row) => row.map((value, at) => centres[place]![at]! + psi * (value - centres[place]![at]!))),
    );
    near(drawn({ truncation: { psi, mean } }), ofStyles(wanted));
    tf.dispose(mean);
  });

  test('mixing takes the styles of other latents from a place on, before they are truncated', () => {
    const [own, others] = [stylesOf(LATENTS), stylesOf(OTHERS)];
    const pictures = own.map((_, from) => {
      const made = drawn({ mixing: { latents: OTHERS, from } });
      near(made, ofStyles(own.map((style, place) => (place < from ? style : others[place]!))));
      return made.join();
    });
    expect(new Set(pictures).size).toBe(generator.styles.length);
    const mean = meanStyles(generator, { networks, config });
    const centres = mean.map((style) => [...style.dataSync()]);
    const halved = own.map((style, place) =>
      (place < 2 ? style : others[place]!).map((row) => row.map((value, at) => (value + centres[place]![at]!) / 2)),
    );
    near(drawn({ truncation: { psi: 0.5, mean }, mixing: { latents: OTHERS, from: 2 } }), ofStyles(halved));
    tf.dispose(mean);
  });
});
