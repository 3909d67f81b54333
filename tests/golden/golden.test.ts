import { beforeAll, describe, expect, test } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import { summarizePair } from '@shared/network/summary.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../electron/engine/device/saved-model.ts';
import { Trainer } from '../../electron/engine/training/trainer.ts';
import { lossDifferences, stepDifferences, worst, type Difference } from './compare.ts';
import { GoldenTrainer, MaskError } from './golden-trainer.ts';
import { goldenFeed, goldenOptions, goldenStart, PLAYERS, presetOf, stepOf } from './golden.ts';
import { mutationsOf, shiftPadding } from './mutations.ts';
import { describeOnDevice, expectSame, goldenOf, IDS, trainGolden } from './on-device.ts';

const hasMasks = (id: string): boolean => goldenOf(id).steps.some(({ masks }) => masks.length > 0);

/** On every device that golden steps can be run op by op on. */
describe.each(['cpu', 'js'] as const)('on the device %s', describeOnDevice);

describe.each(IDS)('%s', (id) => {
  const golden = goldenOf(id);
  beforeAll(async () => void (await openDevice('cpu')));

  test('parameter counts at full size', () => {
    for (const { image, classes, ...counts } of golden.counts) {
      const full = summarizePair(presetOf(id).networks(image, golden.countsLatentSize, classes));
      for (const player of PLAYERS) expect(full[player]).toMatchObject(counts[player]);
    }
  });

  test('whole training steps as a compiled graph', async () =>
    expectSame(await trainGolden(golden, goldenOptions(id, golden, 'graph'))));

  test.skipIf(hasMasks(id)).each(['eager', 'graph'] as const)(
    'whole training steps by the trainer, %s',
    async (execution) => {
      const options = goldenOptions(id, golden, execution);
      const trainer = new Trainer(options, goldenFeed(golden), loadSavedModel);
      trainer.restore(goldenStart(golden, options));
      for (const expected of golden.steps) {
        trainer.trainStep();
        const [metrics] = await trainer.readMetrics();
        if (!metrics) throw new Error('The step left no numbers.');
        expectSame(stepDifferences(golden, options, { metrics, state: await trainer.save() }, expected));
      }
      trainer.dispose();
    },
  );
});

describe('the golden steps have teeth', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const mutations = IDS.flatMap((id) =>
    mutationsOf(goldenOptions(id, goldenOf(id))).map((mutation) => [id, mutation.name, mutation] as const),
  );
  test.each(mutations)('%s fails with another %s', async (id, _name, mutation) => {
    const golden = goldenOf(id);
    const options = goldenOptions(id, golden);
    const mutated = mutation.options?.(options) ?? options;
    const noticed = (differences: Difference[]): boolean => worst(differences).size > 1;
    const differences = await trainGolden(golden, mutated, mutation, noticed).catch((error: unknown): Difference[] => {
      // Another number of passes asks for masks that the original has not.
      if (error instanceof MaskError) return [{ what: error.message, size: Number.POSITIVE_INFINITY }];
      throw error;
    });
    expect(noticed(differences), worst(differences).what).toBe(true);
  });

  /** Convolutions with zeros around them. */
  const convolutions = IDS.flatMap((id) => {
    const { networks } = goldenOptions(id, goldenOf(id));
    return PLAYERS.flatMap((player) =>
      nodesOf(networks[player]).flatMap((layer, index) =>
        layer.type === 'conv2dTranspose' ||
        (layer.type === 'conv2d' && layer.padding === 'same' && layer.kernelSize > 1)
          ? [[id, player, index] as const]
          : [],
      ),
    );
  });
  test.each(convolutions)('%s fails with other padding in the %s, layer %i', async (id, player, index) => {
    const golden = goldenOf(id);
    // D's own update already moves the zeros around a larger kernel: its losses before count.
    const before = (name: string): boolean => player === 'generator' || name.startsWith('dLoss');
    const lossesWith = async (offset: 0 | 1): Promise<Difference> => {
      const options = goldenOptions(id, golden);
      const shifted = shiftPadding(options, goldenStart(golden, options), player, index, offset);
      const trainer = new GoldenTrainer(shifted.options, golden, shifted.start);
      const { metrics } = await trainer.trainStep();
      trainer.dispose();
      return worst(lossDifferences(metrics, stepOf(golden, 0)).filter(({ what }) => before(what)));
    };
    expect((await lossesWith(1)).size).toBeLessThan(1);
    expect((await lossesWith(0)).size).toBeGreaterThan(1);
  });
});
