import { expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { PRESETS } from '@shared/presets/index.ts';
import { paceOf, planOf, secondsAtPace } from '../../../renderer/src/new-run/cost.ts';
import { recipeEntries } from '../../../renderer/src/new-run/recipes.ts';
import { FASHION as dataset } from '../fixtures/library.ts';

const entries = recipeEntries(PRESETS, [], { image: dataset.image, classes: 10 });

it('a recipe takes as long as it was measured to take, and others as their arithmetic says', () => {
  const chosen = entries.find(({ id }) => id === 'fashion-gan-torch')!;
  const config = resolveConfig({ preset: chosen.id, dataset: dataset.id });
  const planned = planOf(config, chosen.pair!, dataset.count, null);
  const { recipe } = chosen.recipe.preset;
  const pace = paceOf(planned, recipe, { seconds: 1200, from: 'tried here' })!;
  expect(secondsAtPace(chosen, dataset, pace)).toBeCloseTo(1200, 6);
  expect(paceOf(planned, recipe, null)).toBeNull();
  for (const entry of entries)
    if (entry.pair) expect(secondsAtPace(entry, dataset, pace)).toBeGreaterThan(0);
    else expect(secondsAtPace(entry, dataset, pace)).toBeNull();
});
