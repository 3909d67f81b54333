import { createHash } from 'node:crypto';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { runConfigSchema } from '@shared/config/schema.ts';
import { recipeSchema, type Recipe } from '@shared/presets/recipe.ts';
import { PYTORCH_OF_0_1_0, RECIPES_OF_0_1_0 } from '@shared/presets/recipes-of-0.1.0.ts';
import type { RunRecord } from '@shared/run.ts';

/** What a field means in runs made before there was one; undefined where there always was. */
function before(key: keyof typeof runConfigSchema.shape): unknown {
  const missing = runConfigSchema.shape[key].safeParse(undefined);
  return missing.success ? missing.data : undefined;
}

/** Settings from which a run's numbers follow, in the order of their names. */
const DECIDING = CONFIG_FIELDS.filter(({ decides }) => decides === undefined)
  .map(({ key }) => ({ key, absent: before(key) }))
  .sort((a, b) => (a.key < b.key ? -1 : 1));

/** A choice in a recipe, by its path. */
type Choice = [path: string, value: string | number | boolean];

/** In the order of their paths. */
const choicesOf = (recipe: Recipe): Choice[] =>
  Object.entries(recipeSchema.parse(recipe))
    .flatMap(([key, value]): Choice[] =>
      typeof value === 'object'
        ? Object.entries(value).map(([inner, choice]) => [`${key}.${inner}`, choice])
        : [[key, value]],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** What of a recipe is not as 0.1.0 had it; one that came later is held against one that was there. */
function changesOf(preset: string, recipe: Recipe): Choice[] {
  const base = Object.hasOwn(RECIPES_OF_0_1_0, preset) ? RECIPES_OF_0_1_0[preset] : undefined;
  const before = new Map(choicesOf(base ?? PYTORCH_OF_0_1_0));
  return choicesOf(recipe).filter(([path, choice]) => before.get(path) !== choice);
}

/**
 * SHA-256 over what decides a run's numbers: its settings but for those that decide nothing, or only how numbers are
 * rounded; its recipe; both networks; and the images. Two checkpoints with one hash belong to the same training. What
 * comes in a later version changes no hash where it is as it always was.
 */
export function configurationHash({
  config,
  recipe,
  networks,
  dataset,
}: Pick<RunRecord, 'config' | 'recipe' | 'networks' | 'dataset'>): string {
  const settings = DECIDING.flatMap(({ key, absent }) => (config[key] === absent ? [] : [[key, config[key]]]));
  const changed = changesOf(config.preset, recipe);
  return createHash('sha256')
    .update(JSON.stringify([settings, networks, dataset.hash, ...(changed.length > 0 ? [changed] : [])]))
    .digest('hex');
}
