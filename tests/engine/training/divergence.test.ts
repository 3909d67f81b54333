import { describe, expect, test } from 'vitest';
import { resolveFrom } from '@shared/config/resolve.ts';
import { explainDivergence, remediesFor, type Divergence } from '@shared/divergence.ts';
import { PRESETS } from '@shared/presets/index.ts';
import { READING_KINDS, type ReadingKind, type SortedReadings } from '../../../electron/engine/metric/readings.ts';
import { findBrokenState, findDivergence } from '../../../electron/engine/training/divergence.ts';

const whole: Partial<Record<ReadingKind, number[]>> = { lossReal: [1], lossFake: [1], lossGenerator: [1] };
const stepWith = (step: number, given: Partial<Record<ReadingKind, number[]>> = {}) => ({
  step,
  images: 8,
  instanceNoise: Number.NaN,
  gLearningRate: Number.NaN,
  dLearningRate: Number.NaN,
  readings: Object.fromEntries(
    READING_KINDS.map((kind) => [kind, Float32Array.from({ ...whole, ...given }[kind] ?? [])]),
  ) as SortedReadings,
});
const BROKEN = { lossGenerator: [Number.NaN] };

describe('the step at which numbers broke', () => {
  test('is the first that is not whole, whatever follows', () => {
    const nan = { lossReal: [Number.NaN], lossFake: [Number.NaN] };
    const steps = [stepWith(7), stepWith(8, nan), stepWith(9, { ...nan, penalty: [Number.NaN] })];
    expect(findDivergence(steps)).toEqual({ player: 'discriminator', quantity: 'loss', step: 8 });
    expect(findDivergence([stepWith(7), stepWith(8)])).toBeNull();
    expect(findDivergence([])).toBeNull();
  });

  test("a loss of G that breaks is laid at D's door where D's update broke D", async () => {
    const d = { player: 'discriminator', quantity: 'scores', step: 8 };
    const g = { player: 'generator', quantity: 'loss', step: 8 };
    const after = (given: Partial<Record<ReadingKind, number[]>>) => [stepWith(8, BROKEN), stepWith(9, given)];
    expect(findDivergence(after({ lossReal: [Number.NaN] }))).toEqual(d);
    expect(findDivergence(after({ lossFake: [Number.NaN] }))).toEqual(g);
    // Nothing was read after it: of the two, only D had moved since its own numbers were whole.
    expect(findDivergence([stepWith(8, BROKEN)])).toEqual(d);
  });
});

describe('a state that is to be kept', () => {
  const tensor = (value: number) => [{ name: 'kernel', shape: [2], data: Float32Array.of(1, value) }];
  const state = (value: Partial<Record<'generator' | 'discriminator' | 'slots' | 'average', number>>) => ({
    step: 12,
    generator: tensor(value.generator ?? 0),
    discriminator: tensor(value.discriminator ?? 0),
    optimizers: {
      generator: { iterations: 1, slots: tensor(value.slots ?? 0) },
      discriminator: { iterations: 1, slots: tensor(0) },
    },
    average: tensor(value.average ?? 0),
  });

  test('is whole in weights, slots and average', () => {
    expect(findBrokenState(state({}))).toBeNull();
    for (const [part, found] of [
      ['generator', { player: 'generator', quantity: 'weights' }],
      ['discriminator', { player: 'discriminator', quantity: 'weights' }],
      ['slots', { player: 'generator', quantity: 'optimizer' }],
      ['average', { player: 'generator', quantity: 'average' }],
    ] as const)
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
        expect(findBrokenState(state({ [part]: value })), part).toEqual({ ...found, step: 12 });
  });
});

describe('what is said of it', () => {
  test('names network, quantity, step and epoch', () => {
    const say = (quantity: Divergence['quantity'], player: Divergence['player'] = 'generator'): string =>
      explainDivergence({ player, quantity, step: 1240 }, 310);
    expect(say('loss')).toBe("Since step 1,240 (epoch 4) the generator's loss is no finite number any more.");
    expect(say('weights', 'discriminator')).toBe(
      "Since step 1,240 (epoch 4) not all of the discriminator's weights are finite numbers any more.",
    );
    expect(say('scores')).toContain("the discriminator's scores of the generator's images are no numbers");
  });

  test.each(PRESETS)('remedies for $id are settings that it takes, and slow the network that broke', (preset) => {
    const config = resolveFrom(preset, { preset: preset.id, dataset: '-' });
    for (const player of ['generator', 'discriminator'] as const)
      for (const step of [3, 5000]) {
        const remedies = remediesFor({ player, quantity: 'loss', step }, config, 100);
        const rate = `optimizer.${player}.learningRate` as const;
        const slower = remedies.map(({ changes }) => changes[rate]).find((value) => value !== undefined);
        expect(slower).toBeLessThan(config[rate]);
        for (const { changes } of remedies)
          expect(resolveFrom(preset, { preset: preset.id, dataset: '-', ...changes })).toMatchObject(changes);
      }
  });
});
