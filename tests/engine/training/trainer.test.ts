import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import type { MetricRow } from '@shared/run.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { nativeBackend } from '../../../electron/engine/native/backend.ts';
import { seededFeed, type Feed } from '../../../electron/engine/training/feed.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { tinyImages, tinyOptions, tinyTrainer } from '../support/tiny.ts';

const RECIPES = ['fashion-gan-torch', 'keras-gan'];

/** Everything that must repeat: not the clock. */
function hash({ step, generator, discriminator, optimizers }: TrainingState, rows: MetricRow[]): string {
  const digest = createHash('sha256').update(String(step));
  for (const { name, data } of [
    ...generator,
    ...discriminator,
    ...optimizers.generator.slots,
    ...optimizers.discriminator.slots,
  ])
    digest.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  digest.update(`${optimizers.generator.iterations} ${optimizers.discriminator.iterations}`);
  for (const row of rows) digest.update(JSON.stringify({ ...row, elapsed: 0, imagesPerSecond: 0 }));
  return digest.digest('hex');
}

/** Trains from a state on to a step; gives what is then there. */
async function trainTo(
  id: string,
  step: number,
  settings: Partial<RunSettings>,
  from?: TrainingState,
): Promise<{ state: TrainingState; rows: MetricRow[] }> {
  const trainer = tinyTrainer(id, { seed: 11, ...settings });
  if (from) trainer.restore(from);
  while (trainer.step < step) trainer.trainStep();
  const rows = await trainer.readMetrics();
  const state = await trainer.save();
  trainer.dispose();
  return { state, rows };
}

describe.each([
  ['cpu', 'graph'],
  ['cpu', 'eager'],
  ['js', 'eager'],
] as const)('training on the device %s, %s', (device, execution) => {
  beforeAll(async () => void (await openDevice(device)));

  describe.each(RECIPES)('%s', (id) => {
    test('no step leaves a tensor behind but the one its metrics wait in', async () => {
      const before = tf.memory().numTensors;
      const trainer = tinyTrainer(id, { execution, 'steps.discriminator': 2, 'steps.generator': 2 });
      trainer.trainStep();
      await trainer.readMetrics();
      const between = tf.memory().numTensors;
      for (let step = 1; step <= 8; step++) {
        trainer.trainStep();
        expect(tf.memory().numTensors).toBe(between + step);
      }
      const saved = async (): Promise<number> => {
        await trainer.readMetrics();
        await trainer.drawSamples();
        await trainer.save();
        return tf.memory().numTensors;
      };
      // Reading a variable leaves its value at hand until the variable changes.
      const after = await saved();
      trainer.trainStep();
      expect(await saved()).toBe(after);
      trainer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    test('the same seed gives the same bits, another seed others', async () => {
      const [first, second] = [await trainTo(id, 6, { execution }), await trainTo(id, 6, { execution })];
      expect(hash(first.state, first.rows)).toBe(hash(second.state, second.rows));
      const other = tinyTrainer(id, { seed: 12, execution });
      expect(hash({ ...(await other.save()), step: 6 }, [])).not.toBe(hash(first.state, []));
      other.dispose();
    });

    test('a run that goes on from any step equals the one that never stopped, bit for bit', async () => {
      const whole = await trainTo(id, 7, { execution });
      for (const stop of [1, 3, 6]) {
        const first = await trainTo(id, stop, { execution });
        const rest = await trainTo(id, 7, { execution }, first.state);
        expect(hash(rest.state, [...first.rows, ...rest.rows])).toBe(hash(whole.state, whole.rows));
      }
    });

    test('metrics are those of the recipe, one row a step', async () => {
      const { rows } = await trainTo(id, 4, { execution });
      expect(rows.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
      for (const row of rows) {
        const join = row.dLossReal + row.dLossFake;
        expect(row.dLoss).toBeCloseTo(id === 'keras-gan' ? join / 2 : join, 10);
        expect(row.epoch).toBeCloseTo(row.step / 3, 10);
        for (const share of [row.dAccuracyReal, row.dAccuracyFake, row.dReal, row.dFake]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        expect(row.imagesPerSecond).toBeGreaterThan(0);
      }
      expect(rows.map(({ elapsed }) => elapsed)).toEqual(rows.map(({ elapsed }) => elapsed).sort((a, b) => a - b));
    });

    test('D learns to tell images from noise', async () => {
      const { rows } = await trainTo(id, 60, { execution });
      const accuracy = ({ dReal, dFake }: MetricRow): number => dReal - dFake;
      expect(accuracy(rows.at(-1) as MetricRow)).toBeGreaterThan(accuracy(rows[0] as MetricRow));
    });
  });

  test('samples are pixels, fixed by the seed, and the smaller grid begins the larger', async () => {
    const [few, many] = [4, 9].map((count) =>
      tinyTrainer('fashion-gan-torch', { execution, 'samples.count': count }),
    ) as [Trainer, Trainer];
    const [small, large] = [(await few.drawSamples()).generator, (await many.drawSamples()).generator];
    expect(small.length).toBe(4 * 16);
    expect(large.length).toBe(9 * 16);
    // The last places of a product may round by the batch it is computed in.
    small.forEach((pixel, place) => expect(Math.abs(pixel - (large[place] ?? 0))).toBeLessThanOrEqual(1));
    few.dispose();
    many.dispose();
  });

  test('numbers that break name the network and the step', async () => {
    for (const [player, variable] of [
      ['generator', '11_dense/kernel'],
      ['discriminator', '5_dense/kernel'],
    ] as const) {
      const trainer = tinyTrainer('fashion-gan-torch', { execution });
      trainer.trainStep();
      const state = await trainer.save();
      for (const { name, data } of state[player]) if (name === variable) data.fill(Number.NaN);
      trainer.restore(state);
      trainer.trainStep();
      await expect(trainer.readMetrics()).rejects.toMatchObject({
        code: 'diverged',
        message: expect.stringMatching(new RegExp(`^Since step 2 .* the ${player}'s loss is no finite number`)),
        divergence: { player, quantity: 'loss', step: 2 },
        rows: [{ step: 1 }],
      });
      await expect(trainer.save()).rejects.toMatchObject({ code: 'diverged' });
      trainer.dispose();
    }
  });

  test('a checkpoint of another network is refused', async () => {
    const { state } = await trainTo('keras-gan', 1, { execution });
    const trainer = tinyTrainer('fashion-gan-torch', { execution });
    expect(() => trainer.restore(state)).toThrow(/checkpoint/i);
    trainer.dispose();
  });

  test('what was saved does not change when training goes on', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { execution });
    const saved = await trainer.save();
    const before = hash(saved, []);
    trainer.restore(saved);
    trainer.trainStep();
    expect(hash(saved, [])).toBe(before);
    trainer.dispose();
  });
});

describe('what a step of each recipe is fed', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  function recorded(
    id: string,
    settings: Parameters<typeof tinyOptions>[1] = {},
  ): { trainer: Trainer; asked: string[] } {
    const options = tinyOptions(id, settings);
    const feed = seededFeed(tinyImages(), options);
    const asked: string[] = [];
    const { device, ...arrays } = feed;
    expect(device?.images).toBeDefined();
    const listening: Feed = {
      ...arrays,
      real: (step, part, count) => (asked.push(`real ${step}/${part} ${count}`), feed.real(step, part, count)),
      latents: (player, step, part, count) => (
        asked.push(`${player} ${step}/${part} ${count}`),
        feed.latents(player, step, part, count)
      ),
    };
    const trainer = new Trainer(options, listening, loadSavedModel);
    return { trainer, asked };
  }

  test('fashion-gan-torch: G learns on the latents D saw; the last batch is short', () => {
    const { trainer, asked } = recorded('fashion-gan-torch');
    for (let step = 0; step < 3; step++) trainer.trainStep();
    expect(asked.filter((line) => line.startsWith('generator'))).toEqual([]);
    expect(asked.filter((line) => line.startsWith('real'))).toEqual(['real 0/0 8', 'real 1/0 8', 'real 2/0 6']);
    trainer.dispose();
  });

  test('keras-gan: D on half batches, G on a fresh whole one; two updates of D a step', () => {
    const { trainer, asked } = recorded('keras-gan');
    trainer.trainStep();
    expect(asked.sort()).toEqual(['discriminator 0/0 4', 'generator 0/0 8', 'real 0/0 4']);
    expect(trainer.duel.optimizers.discriminator.iterations).toBe(2);
    expect(trainer.duel.optimizers.generator.iterations).toBe(1);
    trainer.dispose();
  });

  test('k updates of D see k batches, k updates of G k sets of latents', () => {
    const { trainer, asked } = recorded('keras-gan', { 'steps.discriminator': 3, 'steps.generator': 2 });
    trainer.trainStep();
    expect(asked.filter((line) => line.startsWith('real'))).toEqual(['real 0/0 4', 'real 0/1 4', 'real 0/2 4']);
    expect(asked.filter((line) => line.startsWith('generator'))).toEqual(['generator 0/0 8', 'generator 0/1 8']);
    expect(trainer.duel.optimizers.discriminator.iterations).toBe(6);
    trainer.dispose();
  });

  test("the zero-sum goal gives G the opposite of D's loss on fakes", async () => {
    const { trainer } = recorded('fashion-gan-torch', { 'loss.generator': 'minimax' });
    trainer.trainStep();
    const [row] = await trainer.readMetrics();
    expect(row?.gLoss).toBeLessThan(0);
    expect(row?.gLoss).toBeCloseTo(-(row?.dLossFake ?? 0), 1);
    trainer.dispose();
  });

  test.each(['graph', 'eager'] as const)(
    '%s: no native tensors are left that tfjs does not count',
    async (execution) => {
      const { binding } = nativeBackend() as unknown as { binding: { getNumOfTensors?: () => number } };
      const count = (): number => binding.getNumOfTensors?.() ?? Number.NaN;
      const before = count();
      const { trainer } = recorded('fashion-gan-torch', { execution });
      trainer.trainStep();
      await trainer.readMetrics();
      const between = count();
      for (let step = 0; step < 5; step++) trainer.trainStep();
      await trainer.readMetrics();
      expect(count()).toBe(between);
      trainer.dispose();
      expect(count()).toBe(before);
    },
  );
});
