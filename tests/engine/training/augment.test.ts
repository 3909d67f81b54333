import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { augment } from '../../../electron/engine/training/augment.ts';
import { compile } from '../compile/helpers.ts';

const configOf = (settings: Partial<RunSettings>) => resolveConfig({ preset: 'lsgan', dataset: 'd', ...settings });
const draws = (step = 0) => stepDraws(javascriptDraws(3, step));
/** Four pictures with a value of its own for each place. */
const pictures = (channels = 1): tf.Tensor =>
  tf.tidy(() => tf.div(tf.reshape(tf.range(1, 1 + 4 * 16 * 16 * channels), [4, 16, 16, channels]), 4096));

describe('augmentation', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('is nothing where it is off', () => {
    const images = pictures();
    expect(augment(images, configOf({}), draws())).toBe(images);
  });

  test('shifts by whole pixels, at most an eighth of the side, and lets 0 in', () => {
    const images = pictures().arraySync() as number[][][][];
    const shifted = augment(
      pictures(),
      configOf({ 'augment.translation': 'on' }),
      draws(),
    ).arraySync() as number[][][][];
    const shiftOf = (index: number): [number, number] | undefined => {
      for (let down = -2; down <= 2; down++)
        for (let right = -2; right <= 2; right++)
          if (
            shifted[index]!.every((row, y) =>
              row.every(([value], x) => Math.abs(value! - (images[index]?.[y + down]?.[x + right]?.[0] ?? 0)) < 1e-6),
            )
          )
            return [down, right];
      return undefined;
    };
    const shifts = images.map((_, index) => shiftOf(index));
    expect(shifts).not.toContain(undefined);
    expect(new Set(shifts.map(String)).size).toBeGreaterThan(1);
  });

  test('cuts a rectangle of at most half the side out of each picture', () => {
    const cut = augment(pictures(), configOf({ 'augment.cutout': 'on' }), draws()).arraySync() as number[][][][];
    for (const picture of cut) {
      const rows = picture.map((row) => row.filter(([value]) => value === 0).length);
      const widths = new Set(rows.filter((count) => count > 0));
      expect(widths.size).toBeLessThanOrEqual(1);
      expect(Math.max(...widths, 0)).toBeLessThanOrEqual(8);
      expect(rows.filter((count) => count > 0).length).toBeLessThanOrEqual(8);
    }
  });

  test('changes colours and keeps the picture: what is alike stays alike', () => {
    const flat = tf.fill([4, 16, 16, 3], 0.25);
    const values = augment(flat, configOf({ 'augment.color': 'on' }), draws()).arraySync() as number[][][][];
    for (const picture of values)
      for (const row of picture) for (const pixel of row) expect(pixel[0]).toBeCloseTo(picture[0]![0]![0]!, 5);
    const brightness = values.map((picture) => picture[0]![0]![0]! - 0.25);
    expect(Math.max(...brightness.map(Math.abs))).toBeLessThanOrEqual(0.5 + 1e-6);
    expect(new Set(brightness.map((value) => value.toFixed(4))).size).toBe(4);
  });

  test.each(['augment.color', 'augment.translation', 'augment.cutout'] as const)(
    '%s passes the gradient on, as numeric differences have it',
    (key) => {
      const config = configOf({ [key]: 'on' });
      const weights = tf.randomUniform([4, 16, 16, 1], -1, 1, 'float32', 5);
      const loss = (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(tf.square(augment(x, config, draws())), weights));
      const images = pictures();
      const direction = tf.randomUniform(images.shape, -1, 1, 'float32', 6);
      const along = tf.sum(tf.mul(tf.grad(loss)(images), direction)).dataSync()[0]!;
      const h = 1e-2;
      const [ahead, behind] = [1, -1].map((sign) => loss(tf.add(images, tf.mul(direction, sign * h))).dataSync()[0]!);
      expect(Math.abs((ahead! - behind!) / (2 * h) - along)).toBeLessThan(1e-2 * Math.max(1, Math.abs(along)));
    },
  );

  test('of images that are not square compiles to what it is op by op', () => {
    const config = configOf({ 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'on' });
    const shape = [4, 8, 24, 3];
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, place) => (place % 97) / 97);
    const program = compile({
      variables: [],
      seed: 3,
      endpoints: {
        step: {
          inputs: { images: { shape, dtype: 'float32' } },
          run: ({ images }, ops) => ({ changed: augment(images!, config, stepDraws(ops)) }),
        },
      },
    });
    const { changed } = program.run('step', { images: values });
    program.dispose();
    const wanted = augment(tf.tensor(values, shape), config, draws()).dataSync();
    expect(changed).toHaveLength(wanted.length);
    expect(Math.max(...wanted.map((value, at) => Math.abs(value - (changed?.[at] ?? Number.NaN))))).toBeLessThan(1e-5);
  });

  test('is drawn anew for each step and for each call', () => {
    const config = configOf({ 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'on' });
    const one = draws();
    const made = [
      augment(pictures(3), config, one),
      augment(pictures(3), config, one),
      augment(pictures(3), config, draws(1)),
    ];
    expect(new Set(made.map((tensor) => Array.from(tensor.dataSync()).join())).size).toBe(3);
    const again = augment(pictures(3), config, draws());
    expect([...again.dataSync()]).toEqual([...made[0]!.dataSync()]);
  });
});
