import { resolveFrom } from '@shared/config/resolve.ts';
import type { ImageShape, NetworkPair } from '@shared/network/layers.ts';
import { NetworkFitError, PRESET_FAMILIES, PRESETS, type NetworkImages, type Preset } from '@shared/presets/index.ts';
import { isPaired } from '@shared/pairs.ts';
import { imageMade } from '@shared/presets/networks-of.ts';
import { imageWords, networksFor, type ChosenRecipe } from '@shared/presets/own-networks.ts';
import { recipeOf, type UserPreset } from '@shared/presets/user-preset.ts';

/** Headings of the recipes, in order. */
export const RECIPE_GROUPS = { ...PRESET_FAMILIES, yours: 'Yours' } as const;
export type RecipeGroup = keyof typeof RECIPE_GROUPS;

/** A recipe to choose from: a published one, or the user's own. */
export interface RecipeEntry {
  id: string;
  title: string;
  summary: string;
  group: RecipeGroup;
  recipe: ChosenRecipe;
  user: UserPreset | null;
  /** Its networks for the chosen images; null where it does not fit them. */
  pair: NetworkPair | null;
  /** Why it does not fit, and what would help; null where it does. */
  misfit: string | null;
}

/** The networks of a recipe with its own settings, or why there are none. */
function fitted(recipe: ChosenRecipe, images: NetworkImages): Pick<RecipeEntry, 'pair' | 'misfit'> {
  const config = resolveFrom(recipe.preset, { preset: recipe.preset.id, dataset: '-' });
  try {
    return { pair: networksFor(recipe, config, images), misfit: null };
  } catch (error) {
    if (error instanceof NetworkFitError) return { pair: null, misfit: error.message };
    throw error;
  }
}

const sameImage = (user: UserPreset, image: ImageShape): boolean => imageWords(user.image) === imageWords(image);

function entryOf(user: UserPreset, images: NetworkImages): RecipeEntry {
  const recipe = recipeOf(user);
  const fit = fitted(recipe, images);
  const image = imageMade(recipe.preset, images);
  // Pairs for a recipe of single images, or the other way round, are the first thing to say.
  const kind = isPaired(recipe.preset.recipe) === (images.pairs ?? false);
  const elsewhere = fit.misfit !== null && kind && !sameImage(user, image);
  return {
    id: user.id,
    title: user.name,
    summary: `Your networks, trained like ${recipe.preset.title}.`,
    group: 'yours',
    recipe,
    user,
    pair: fit.pair,
    misfit: elsewhere
      ? `It is made for ${imageWords(user.image)}; these images are ${imageWords(image)}. Choose others, or edit its networks.`
      : fit.misfit,
  };
}

/** Every recipe with how it fits the images, the user's own last. */
export function recipeEntries(
  presets: readonly Preset[],
  users: readonly UserPreset[],
  images: NetworkImages,
): RecipeEntry[] {
  const published = presets.map((preset): RecipeEntry => {
    const recipe = { preset, own: null };
    const { id, title, summary, family } = preset;
    return { id, title, summary, group: family, recipe, user: null, ...fitted(recipe, images) };
  });
  return [...published, ...users.map((user) => entryOf(user, images))];
}

/** From this side on, dense networks have too many weights and know nothing of neighbouring pixels. */
const CONVOLVE_FROM = 32;

const wantsConvolution = ({ image: { channels, height, width } }: NetworkImages): boolean =>
  channels > 1 || Math.max(height, width) >= CONVOLVE_FROM;

/** Whether a recipe fits images, and is none of dense layers where they ask for convolutions. */
export const suits = (recipe: ChosenRecipe, images: NetworkImages): boolean =>
  fitted(recipe, images).misfit === null && !(wantsConvolution(images) && recipe.preset.family === 'dense');

/** The recipe to begin with for images: a convolutional one for colour and from 32 pixels on, else the first that fits. */
export function suggestedRecipe(images: NetworkImages): Preset | null {
  const fitting = PRESETS.filter((preset) => fitted({ preset, own: null }, images).misfit === null);
  const convolutional = wantsConvolution(images) ? fitting.find(({ family }) => family === 'convolutional') : undefined;
  return convolutional ?? fitting[0] ?? null;
}

/** True where every word typed is somewhere in what is said of the recipe. */
export function matchesRecipe({ id, title, summary, recipe, group }: RecipeEntry, query: string): boolean {
  const { teaching, source } = recipe.preset;
  const text = [id, title, summary, teaching, source, RECIPE_GROUPS[group]].join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The entries under their headings; headings without entries are left out. */
export function grouped(entries: readonly RecipeEntry[]): { group: RecipeGroup; entries: RecipeEntry[] }[] {
  return (Object.keys(RECIPE_GROUPS) as RecipeGroup[])
    .map((group) => ({ group, entries: entries.filter((entry) => entry.group === group) }))
    .filter((part) => part.entries.length > 0);
}
