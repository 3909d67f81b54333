import { beforeAll, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset, networksOf } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Duel } from '../../../electron/engine/training/duel.ts';

beforeAll(async () => void (await openDevice('cpu')));

const spread = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** Huang et al. 2024, section 3.3, as the authors' code has it: see the layers of r3gan-stacks.ts. */
test('R3GAN starts with the spread of weights that its authors give each layer', async () => {
  const preset = findPreset('r3gan');
  if (!preset) throw new Error('There is no R3GAN.');
  const config = resolveConfig({ preset: 'r3gan', dataset: 'd', 'network.width': 0.0625 });
  const image = { height: 32, width: 32, channels: 3 } as const;
  const duel = new Duel({ networks: networksOf(preset, config, { image, classes: 0 }), recipe: preset.recipe, config });
  const state = await duel.save();
  duel.dispose();
  // Four stages of two blocks, three layers in each: 1 / (2·3 − 2).
  const inner = Math.sqrt(2 / 1.04) * 8 ** (-1 / 4);
  for (const player of ['generator', 'discriminator'] as const)
    for (const { name, shape, data } of state[player]) {
      const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1);
      if (name.endsWith('/bias') || name.endsWith('.narrow/kernel')) expect(spread(data), name).toBe(0);
      else {
        const wanted = name.endsWith('/value')
          ? 1
          : name === 'basis/depthwiseKernel'
            ? 1 / 4
            : (/\.(widen|grouped)\//.test(name) ? inner : 1) / Math.sqrt(fanIn);
        // Of so many draws the spread has a standard deviation of its own; six of them do not come by chance.
        expect(Math.abs(spread(data) / wanted - 1), name).toBeLessThan(6 / Math.sqrt(2 * data.length));
      }
    }
});
