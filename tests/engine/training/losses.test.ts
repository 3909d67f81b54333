import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { GENERATOR_GOALS, LOSS_KINDS, LOSSES, type GeneratorGoal } from '@shared/loss/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { ADVERSARIAL_LOSSES } from '../../../electron/engine/training/loss/index.ts';

/** Scores from far below every middle to far above it. */
const SCORES = Float32Array.from({ length: 401 }, (_, at) => (at - 200) / 20);

/** What every loss promises of itself (shared/loss), against what its formulas give. */
describe.each(LOSS_KINDS)('the formulas of %s', (kind) => {
  beforeAll(async () => void (await openDevice('cpu')));
  const { discriminator, generator } = ADVERSARIAL_LOSSES[kind];
  const { least, middle, pairs, targets, goals, even } = LOSSES[kind];

  const column = (values: ArrayLike<number>): tf.Tensor => tf.tensor2d(Float32Array.from(values), [values.length, 1]);
  const rivals = (length: number): tf.Tensor => column(new Float32Array(length));
  const read = (make: () => tf.Tensor): Float32Array => tf.tidy(() => make().dataSync<'float32'>());
  const ofD = (side: 'real' | 'fake', scores: ArrayLike<number>, told?: number): Float32Array =>
    read(() => {
      const { length } = scores;
      const wanted = told === undefined ? null : column(new Float32Array(length).fill(told));
      if (!pairs) return discriminator(column(scores), { real: 0, fake: 0, [side]: length }, wanted);
      // Beside images whose score is 0.
      const [real, fake] = side === 'real' ? [column(scores), rivals(length)] : [rivals(length), column(scores)];
      const losses = discriminator(tf.concat([real, fake]), { real: length, fake: length }, wanted);
      return tf.slice(losses, [side === 'real' ? 0 : length, 0], [length, 1]);
    });
  const ofG = (goal: GeneratorGoal): Float32Array =>
    read(() => generator(column(SCORES), goal, pairs ? rivals(SCORES.length) : null));
  const falls = (values: Float32Array, from: number, to: number): boolean => (values[from] ?? 0) > (values[to] ?? 0);

  test('give one number an image, none below the least they name', () => {
    for (const losses of [ofD('real', SCORES), ofD('fake', SCORES)]) {
      expect(losses).toHaveLength(SCORES.length);
      const lowest = Math.min(...losses);
      if (least.discriminator === null) expect(lowest).toBeLessThan(-1);
      else expect(Math.abs(lowest - least.discriminator)).toBeLessThan(1e-3);
    }
    for (const goal of GENERATOR_GOALS) {
      const [bound, lowest] = [least.generator(goal), Math.min(...ofG(goal))];
      if (bound === null) expect(lowest).toBeLessThan(-1);
      else expect(Math.abs(lowest - bound)).toBeLessThan(1e-3);
    }
  });

  test('draw real images up, fakes down and G up, around the middle they name', () => {
    const centre = SCORES.indexOf(middle ?? 0);
    const [below, above] = [centre - 5, centre + 5];
    expect(falls(ofD('real', SCORES), below, above)).toBe(true);
    expect(falls(ofD('fake', SCORES), above, below)).toBe(true);
    for (const goal of GENERATOR_GOALS) expect(falls(ofG(goal), below, above)).toBe(true);
    // At the middle D is as wrong about a real image as about a fake.
    const at = [middle ?? 0];
    expect(ofD('real', at)[0]).toBeCloseTo(ofD('fake', at)[0] ?? Number.NaN, 6);
  });

  test('go by targets and by goals exactly where they say so', () => {
    const same = (a: Float32Array, b: Float32Array): boolean => a.every((value, at) => value === b[at]);
    expect(same(ofD('real', SCORES), ofD('real', SCORES, 0.7))).toBe(!targets);
    expect(same(ofG('non-saturating'), ofG('minimax'))).toBe(!goals);
  });

  test.runIf(even)('give in an even duel what they say, at the best score for all', () => {
    const [real, fake] = [ofD('real', SCORES, 0.9), ofD('fake', SCORES, 0.1)];
    const best = Math.min(...real.map((loss, at) => loss + (fake[at] ?? 0)));
    expect(even?.({ mean: 0.9, variance: 0 }, { mean: 0.1, variance: 0 })).toBeCloseTo(best, 5);
  });
});
