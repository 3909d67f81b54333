import { whyIdle } from '@shared/config/relevance.ts';
import { onImages } from '@shared/config/own-images.ts';
import { publishedRecipe, resolveFrom } from '@shared/config/resolve.ts';
import type { ConfigKey, RunSettings } from '@shared/config/schema.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { differencesOf, settingsOf, type Advised } from '@shared/recommend/advice.ts';
import type { Pace, Recommendation } from '@shared/recommend/index.ts';
import { imagesOf } from '@shared/recommend/recipe.ts';
import { LayerError } from '@shared/network/summary.ts';
import { findPreset, NetworkFitError, PRESETS, type NetworkImages, type Preset } from '@shared/presets/index.ts';
import { networksFor, SHAPING_SETTINGS, type ChosenRecipe } from '@shared/presets/own-networks.ts';
import { presetSettings, recipeOf, type PresetDraft, type UserPreset } from '@shared/presets/user-preset.ts';
import type { ChannelArgs } from '@shared/contract/channels.ts';
import { datasets } from '../lib/datasets.svelte.ts';
import type { LastChoice } from '../lib/last-choice.ts';
import { userPresets } from '../lib/user-presets.svelte.ts';
import { Editing } from '../networks/editor/editing.svelte.ts';
import { textOf, viewForm, type Drafts, type FormView } from '../settings/form.ts';
import { suggestedRecipe, suits } from './recipes.ts';

const FIRST_DATASET = 'fashion-mnist';
const [FIRST_PRESET] = PRESETS as readonly [Preset, ...Preset[]];
const SHAPING: readonly ConfigKey[] = SHAPING_SETTINGS;
/** What a run decides and no preset keeps. */
const RUN_DRAFTS: readonly ConfigKey[] = ['name', 'seed', 'device', 'execution'];

/** What is no setting of a recipe, and advice does not go by. */
const CHOSEN: readonly ConfigKey[] = ['preset', 'dataset'];

const draftsOf = (settings: Partial<RunSettings>): Drafts =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, textOf(value)]));

/** Of fewer images D learns each by heart (Zhao et al. 2020 halve their sets down to a thousand). */
export const FEW_IMAGES = 1000;

/** The new run being set up: recipe, data set, networks and what differs from the recipe. */
export class RunForm {
  /** Id of a published recipe or of a preset of the user's. */
  preset = $state(FIRST_PRESET.id);
  dataset = $state(FIRST_DATASET);
  drafts = $state.raw<Drafts>({});
  /** What is advised today fills the form, but for what was set by hand. */
  advised = $state(false);
  /** What this machine was measured to do, as far as it is known: how wide networks are advised to be goes by it. */
  pace = $state.raw<Pace | null>(null);
  #recipeByHand = false;
  /** Networks being edited, by recipe: coming back to a recipe finds them. */
  #editings = $state.raw<Readonly<Record<string, Editing>>>({});

  /** @param last what the run before was made of: the next one is mostly made of the same */
  constructor(last: LastChoice = {}) {
    if (last.dataset !== undefined && datasets.record(last.dataset)) this.dataset = last.dataset;
    if (last.preset !== undefined) this.preset = last.preset;
  }

  readonly user: UserPreset | null = $derived(userPresets.get(this.preset));
  /** The recipe as it was chosen, without what was edited since. */
  readonly base: ChosenRecipe = $derived(
    this.user ? recipeOf(this.user) : { preset: findPreset(this.preset) ?? FIRST_PRESET, own: null },
  );
  readonly recipe: ChosenRecipe = $derived({
    preset: this.base.preset,
    own: this.#editings[this.preset]?.changed ?? this.base.own,
  });
  /** What would be done otherwise today than the recipe has it, whether it is or not. */
  readonly advice: readonly Advised[] = $derived.by(() => {
    const dataset = datasets.record(this.dataset);
    if (!dataset) return [];
    const { preset, own } = this.recipe;
    const { input } = this.#viewOf(this.drafts);
    const settings = Object.fromEntries(Object.entries(input).filter(([key]) => !CHOSEN.includes(key as ConfigKey)));
    return differencesOf({ preset, settings, dataset, own: own !== null }, this.pace);
  });
  readonly view = $derived.by(() => {
    const view = this.#viewOf(this.advised ? { ...draftsOf(settingsOf(this.advice)), ...this.drafts } : this.drafts);
    // It begins with new weights.
    return { ...view, fields: view.fields.filter(({ field }) => field.group !== 'transfer') };
  });
  readonly changes = $derived(this.view.fields.filter((entry) => entry.changed && entry.field.key !== 'name').length);
  readonly images: NetworkImages | null = $derived.by(() => {
    const record = datasets.record(this.dataset);
    return record ? imagesOf(record) : null;
  });
  /** The networks of the run, or why there are none. */
  readonly built: { pair: NetworkPair | null; misfit: string | null } = $derived.by(() => {
    if (!this.images) return { pair: null, misfit: null };
    try {
      return { pair: networksFor(this.recipe, this.view.config, this.images), misfit: null };
    } catch (error) {
      if (error instanceof NetworkFitError || error instanceof LayerError) return { pair: null, misfit: error.message };
      throw error;
    }
  });
  /** The networks were changed here, and not saved. */
  readonly edited = $derived(this.#editings[this.preset]?.changed !== undefined);
  /** No run of the recipe as it is tells how fast these networks are. */
  readonly reshaped = $derived(
    this.recipe.own !== null || this.view.fields.some(({ field, changed }) => changed && SHAPING.includes(field.key)),
  );
  readonly ready = $derived(this.view.valid && this.built.pair !== null);

  #viewOf(drafts: Drafts): FormView {
    const shaping = this.recipe.own === null ? [] : SHAPING;
    return viewForm(this.#begun(this.base.preset), this.dataset, drafts, shaping);
  }

  /** A recipe as a run on the chosen images begins with it. */
  #begun(preset: Preset): Preset {
    const record = datasets.record(this.dataset);
    return record ? onImages(preset, record) : preset;
  }

  /** Why a setting has no effect just now; null where it has one. */
  idle(key: ConfigKey): string | null {
    return whyIdle(key, {
      config: this.view.config,
      recipe: this.recipe.preset.recipe,
      generator: this.built.pair?.generator ?? null,
      discriminator: this.built.pair?.discriminator ?? null,
      own: this.recipe.own !== null,
    });
  }

  /** What starts the run. */
  get request(): ChannelArgs<'runs.start'> {
    const config = { ...this.view.input, preset: this.preset };
    const networks = this.#editings[this.preset]?.changed;
    return networks ? { config, networks } : { config };
  }

  /** The networks in the editor, as they are now; null while no images are chosen or the recipe does not fit. */
  edit(): Editing | null {
    const known = this.#editings[this.preset];
    if (known?.changed) return known;
    const layers = this.recipe.own ?? this.built.pair;
    if (!layers) return null;
    const { generator, discriminator } = layers;
    const editing = new Editing({ generator, discriminator });
    this.#editings = { ...this.#editings, [this.preset]: editing };
    return editing;
  }

  /** The recipe's own networks again. */
  dropEdits(): void {
    this.#editings = Object.fromEntries(Object.entries(this.#editings).filter(([id]) => id !== this.preset));
  }

  /** The run's recipe, settings and networks as a preset; null where the networks do not fit. */
  draft(name: string): PresetDraft | null {
    const { pair } = this.built;
    if (!pair) return null;
    const { id } = this.base.preset;
    const published = resolveFrom(this.#begun(publishedRecipe(id)), { preset: id, dataset: this.dataset });
    return {
      name,
      base: id,
      settings: presetSettings(this.view.config, published),
      image: pair.image,
      networks: { generator: pair.generator, discriminator: pair.discriminator },
    };
  }

  /** Goes on with a preset just saved from what is here. */
  adopt(saved: UserPreset): void {
    this.dropEdits();
    this.preset = saved.id;
    this.dropEdits();
    // It was saved with them.
    this.advised = false;
    this.drafts = Object.fromEntries(
      Object.entries(this.drafts).filter(([key]) => RUN_DRAFTS.includes(key as ConfigKey)),
    );
  }

  /** Chooses the first recipe where the one remembered was deleted since. */
  leaveGone(): void {
    if (!findPreset(this.preset) && !userPresets.get(this.preset)) this.preset = FIRST_PRESET.id;
  }

  /** Leaves a preset that is being deleted. */
  leave({ base }: UserPreset): void {
    this.dropEdits();
    this.preset = base;
  }

  /** A recipe chosen by hand stays, whatever images are chosen. */
  pickRecipe(id: string): void {
    this.#recipeByHand = true;
    this.preset = id;
  }

  /** The recipe that is recommended for its images, as advised and as long; what a run decides for itself stays. */
  take({ dataset, preset, settings: { epochs }, pace }: Recommendation): void {
    this.dataset = dataset;
    this.pickRecipe(preset);
    this.dropEdits();
    this.advised = true;
    this.pace = pace;
    const kept = Object.entries(this.drafts).filter(([key]) => RUN_DRAFTS.includes(key as ConfigKey));
    this.drafts = { ...Object.fromEntries(kept), ...(epochs !== undefined && draftsOf({ epochs })) };
  }

  /** Whether the run is what is recommended, and nothing of that was changed since. */
  follows({ dataset, preset, settings }: Recommendation): boolean {
    const { config } = this.view;
    const same = Object.entries(settings).every(([key, value]) => config[key as ConfigKey] === value);
    return same && this.dataset === dataset && this.preset === preset && !this.edited;
  }

  /** Other images, and a recipe that suits them where the one at hand does not and was not chosen by hand. */
  pickDataset(id: string): void {
    this.dataset = id;
    if (this.#recipeByHand || !this.images || suits(this.recipe, this.images)) return;
    this.preset = suggestedRecipe(this.images)?.id ?? FIRST_PRESET.id;
  }

  set(key: ConfigKey, text: string): void {
    const drafts = { ...this.drafts, [key]: text };
    // Asking for epochs means epochs: a number of steps typed before would still win over them.
    if (key === 'epochs') delete drafts.steps;
    this.drafts = drafts;
  }

  /** Back to the recipe's value, where another is advised too. */
  reset(key: ConfigKey): void {
    // Steps that follow from asking for epochs return with the epochs.
    this.#drop([key === 'steps' && this.drafts.steps === undefined ? 'epochs' : key]);
    if (!this.advised || settingsOf(this.advice)[key as keyof RunSettings] === undefined) return;
    const recipe = this.view.fields.find(({ field }) => field.key === key);
    if (recipe) this.drafts = { ...this.drafts, [key]: recipe.recipeText };
  }

  #drop(keys: readonly string[]): void {
    this.drafts = Object.fromEntries(Object.entries(this.drafts).filter(([key]) => !keys.includes(key)));
  }

  /** Which of what is advised was set otherwise by hand, and so stays. */
  byHand({ settings }: Advised): ConfigKey[] {
    const { config } = this.view;
    return Object.entries(settings)
      .filter(([key, value]) => this.drafts[key as ConfigKey] !== undefined && config[key as ConfigKey] !== value)
      .map(([key]) => key as ConfigKey);
  }

  /** As advised, in place of what was set by hand. */
  follow({ settings }: Advised): void {
    this.#drop(Object.keys(settings));
  }

  resetAll(): void {
    const { name } = this.drafts;
    this.advised = false;
    this.drafts = name === undefined ? {} : { name };
  }
}
