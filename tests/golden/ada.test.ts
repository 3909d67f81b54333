import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDevice } from '../../electron/engine/device/index.ts';
import type { StepDraws, StepPurpose } from '../../electron/engine/random/step-draws.ts';
import { augmentAdaptively } from '../../electron/engine/training/ada/index.ts';
import { ScoreMeans } from '../../electron/engine/training/score-means.ts';
import { distance } from './golden.ts';

const numbers = z.array(z.number());
const golden = z
  .object({
    lecam: z.array(
      z.object({
        real: numbers,
        fake: numbers,
        added: z.number(),
        gradientReal: numbers,
        gradientFake: numbers,
      }),
    ),
    cases: z.array(
      z.object({
        name: z.string(),
        shape: numbers,
        p: z.number(),
        changes: z.enum(['all', 'blit-geometry', 'blit', 'geometry', 'colour']),
        range: z.enum(['signed', 'unit']),
        draws: z.object({ gates: numbers, uniforms: numbers, normals: numbers }),
        images: numbers,
        weights: numbers,
        made: numbers,
        gradient: numbers,
        second: numbers,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'ada.json'), 'utf8')));
type Case = (typeof golden.cases)[number];

/** float32, and a place between pixels takes a few roundings. */
const TOLERANCE = 2e-5;

const GIVEN: Partial<Record<StepPurpose, keyof Case['draws']>> = {
  adaChoices: 'gates',
  adaUniforms: 'uniforms',
  adaNormals: 'normals',
};

/** Draws that are what the script drew. */
function drawsOf({ draws }: Case): StepDraws {
  const given = (purpose: StepPurpose, shape: readonly number[]): tf.Tensor => {
    const name = GIVEN[purpose];
    if (!name) throw new Error(`The script drew nothing for ${purpose}.`);
    return tf.tensor(draws[name], [...shape]);
  };
  const none = (): never => {
    throw new Error('The script drew no such thing.');
  };
  return { uniforms: given, normals: given, trials: none, dropout: none, layerNoise: none };
}

const through = (one: Case, images: tf.Tensor): tf.Tensor =>
  augmentAdaptively(images, { p: tf.scalar(one.p), changes: one.changes, range: one.range }, drawsOf(one));

const throughPipeline = (one: Case): Float32Array =>
  tf.tidy(() => through(one, tf.tensor(one.images, one.shape)).dataSync<'float32'>());

/** What the pipeline makes of the case's images, the gradient of Σ w·y² by them, and that of its squared length. */
function madeOf(one: Case): Record<'made' | 'gradient' | 'second', Float32Array> {
  const shape = one.shape as [number, number, number, number];
  return tf.tidy(() => {
    const weights = tf.tensor4d(one.weights, shape);
    const gradient = tf.grad((images: tf.Tensor) => tf.sum(tf.mul(tf.square(through(one, images)), weights)));
    const second = tf.grad((images: tf.Tensor) => tf.sum(tf.square(gradient(images))));
    const images = tf.tensor4d(one.images, shape);
    const values = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
    return { made: values(through(one, images)), gradient: values(gradient(images)), second: values(second(images)) };
  });
}

const apart = (one: Case): number[] => {
  const ours = madeOf(one);
  return (['made', 'gradient', 'second'] as const).map((name) => distance([...ours[name]], one[name], 1));
};

describe.each(['cpu', 'js'] as const)('the pipeline of ADA on %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(golden.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    for (const share of apart(one)) expect(share).toBeLessThan(TOLERANCE);
  });

  test('another draw, another probability or another range is noticed', () => {
    const [one] = golden.cases;
    const columns = { gates: 13, uniforms: 8, normals: 7 } as const;
    const otherwise = {
      gates: (gate: number) => (gate < 0.5 ? 1 : 0),
      uniforms: (uniform: number) => (uniform + 0.5) % 1,
      normals: (normal: number) => normal + 0.3,
    };
    const changed = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((name) =>
      Array.from({ length: columns[name] }, (_, column) => ({
        ...one!,
        draws: {
          ...one!.draws,
          [name]: one!.draws[name].map((value, place) =>
            place % columns[name] === column ? otherwise[name](value) : value,
          ),
        },
      })),
    );
    const mutations = [...changed, { ...one!, p: 0.3 }, { ...one!, range: 'unit' as const }];
    const noticed = mutations.map((each) => distance([...throughPipeline(each)], each.made, 1));
    expect(noticed.filter((share) => share < 1e-3)).toEqual([]);
  });
});

describe.each(['cpu', 'js'] as const)('LeCam on %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  /** How far what three updates add, and its gradients, are from PyTorch's. */
  const distances = (start = 0): number[] => {
    const means = new ScoreMeans(start);
    const counts = { real: 5, fake: 5 };
    const found = golden.lecam.flatMap(({ real, fake, added, gradientReal, gradientFake }) => {
      const addedBy = (scores: tf.Tensor): tf.Scalar => tf.div(tf.sum(means.hold(scores, counts)), 5);
      const { value, grad } = tf.valueAndGrad(addedBy)(tf.tensor2d([...real, ...fake], [10, 1])) as {
        value: tf.Tensor;
        grad: tf.Tensor;
      };
      return [
        distance([...value.dataSync()], [added], 1),
        distance([...grad.dataSync()], [...gradientReal, ...gradientFake], 1),
      ];
    });
    means.dispose();
    return found;
  };

  test('adds what PyTorch adds, with its gradient', () => {
    for (const share of distances()) expect(share).toBeLessThan(TOLERANCE);
  });

  test('adds nothing before its start', () => {
    const [first, , second, , third] = distances(2);
    expect([first! > 0.1, second! > 0.1, third! < TOLERANCE]).toEqual([true, true, true]);
  });
});
