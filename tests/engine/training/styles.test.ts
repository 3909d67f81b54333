import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf } from '../support/every-preset.ts';
import { movedApart, type Standing } from '../support/moved.ts';
import { styleNetworks } from '@shared/presets/style-stacks.ts';
import { stylegan2 } from '@shared/presets/stylegan2.ts';
import { noisyImages } from '../support/tiny.ts';

const IMAGE = { height: 8, width: 8, channels: 1 } as const;
const LATENT = 4;
const STEPS = 4;
const STYLES: Partial<RunSettings> = {
  'style.mixing': 0.6,
  'path.weight': 2,
  'path.every': 2,
  'penalty.kind': 'r1',
  'penalty.weight': 1,
  'penalty.every': 2,
};
/** Weights then move by the gradients as they are. */
const DESCENT: Partial<RunSettings> = {
  ...STYLES,
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
  'optimizer.discriminator.learningRate': 0.01,
};

function trainerOf(settings: Partial<RunSettings>): Trainer {
  const config = resolveConfig({
    ...{ preset: 'r1', dataset: 'noise', batch: 8, seed: 3, 'latent.size': LATENT, 'samples.count': 4 },
    ...settings,
  });
  const stack = { channels: [4, 3], style: 4, mapping: 2, mappingRate: 0.1 };
  const options = { networks: styleNetworks(IMAGE, LATENT, stack), recipe: stylegan2.recipe, config };
  return new Trainer(options, seededFeed(noisyImages(24, IMAGE), options), loadSavedModel);
}

async function played(trainer: Trainer, until = STEPS): Promise<Standing & { state: TrainingState; path: number[] }> {
  while (trainer.step < until) trainer.trainStep();
  const rows = await trainer.readMetrics();
  const state = { ...(await trainer.save()), elapsed: 0 };
  const last = rows.at(-1);
  const losses = [last?.dLoss ?? Number.NaN, last?.gLoss ?? Number.NaN, state.numbers?.['path/mean'] ?? Number.NaN];
  return { losses, arrays: arraysOf(state), state, path: rows.map(({ gPathPenalty }) => gPathPenalty) };
}

describe('networks steered by styles, with path length and penalties in updates of their own', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each<[string, Partial<RunSettings>]>([
    ['a whole batch at once', {}],
    ['microbatches, latents from a cube', { 'batch.accumulate': 2, 'latent.prior': 'uniform' }],
  ])('are the same as a graph as op by op: %s', async (_what, settings) => {
    const [eager, graph] = (['eager', 'graph'] as const).map((execution) =>
      trainerOf({ ...DESCENT, ...settings, execution }),
    ) as [Trainer, Trainer];
    const start = arraysOf(await eager.save());
    const [wanted, ours] = [await played(eager), await played(graph)];
    expect(graph.way.execution).toBe('graph');
    expect(movedApart(start, ours, wanted).filter(([, share]) => !(share < 1e-4))).toEqual([]);
    for (const one of [wanted, ours]) expect(one.path.map(Number.isFinite)).toEqual([true, false, true, false]);
    expect(ours.losses.every(Number.isFinite)).toBe(true);
    for (const one of [eager, graph]) one.dispose();
  });

  test('go on from a checkpoint to the same bits, the mean of path lengths too', async () => {
    for (const execution of ['eager', 'graph'] as const) {
      const [whole, first, second] = [1, 2, 3].map(() => trainerOf({ ...STYLES, execution })) as [
        Trainer,
        Trainer,
        Trainer,
      ];
      const wanted = await played(whole);
      const halfway = await played(first, 1);
      expect(halfway.state.numbers?.['path/mean']).toBeGreaterThan(0);
      second.restore(halfway.state);
      expect((await played(second)).state).toEqual(wanted.state);
      for (const one of [whole, first, second]) one.dispose();
    }
  });

  test('make one update of G more where path length runs, and one of D where the penalty does', async () => {
    const trainer = trainerOf({ ...STYLES, 'path.every': 3, execution: 'eager' });
    const { state } = await played(trainer, 6);
    expect(state.optimizers.generator.iterations).toBe(6 + 2);
    expect(state.optimizers.discriminator.iterations).toBe(6 + 3);
    trainer.dispose();
  });
});
