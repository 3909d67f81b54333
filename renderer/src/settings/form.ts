import { CONFIG_FIELDS, type ConfigField } from '@shared/config/fields.ts';
import { ConfigError, resolveFrom } from '@shared/config/resolve.ts';
import type { ConfigKey, RunConfig, RunConfigInput } from '@shared/config/schema.ts';
import type { Preset } from '@shared/presets/index.ts';
import { count, plain } from '../lib/format.ts';

/** What the user typed, by field, as typed: nothing typed is lost because it is not valid yet. */
export type Drafts = Partial<Record<ConfigKey, string>>;
/** What decides the defaults: a published recipe, or one with a user's own settings. */
export type FormRecipe = Pick<Preset, 'id' | 'defaults'>;

/** A field as the form shows it. */
export interface FieldView {
  field: ConfigField;
  text: string;
  /** Replaces the help line; null while the value can be used. */
  error: string | null;
  /** The value differs from the recipe's. */
  changed: boolean;
  recipeText: string;
  /** Where that value comes from: the recipe, or the run that this one begins from. */
  origin: 'recipe' | 'parent';
  /** "1 to 4,096"; empty where the range says nothing. */
  range: string;
}

export interface FormView {
  /** The whole configuration; fields in error keep the recipe's value. */
  config: RunConfig;
  fields: FieldView[];
  valid: boolean;
  /** What to start with: only what differs from the recipe. */
  input: RunConfigInput;
}

/** What the form of settings is drawn from, and what it calls. */
export interface EditableSettings {
  readonly view: FormView;
  /** Why a setting has no effect just now; null where it has one. */
  idle: (key: ConfigKey) => string | null;
  set: (key: ConfigKey, text: string) => void;
  /** Back to the value it began with. */
  reset: (key: ConfigKey) => void;
}

export const textOf = (value: string | number): string => (typeof value === 'number' ? plain(value) : value);

/** Numbers are read strictly, so that "0,5" is refused rather than misread. */
export function readDraft(field: ConfigField, text: string): string | number {
  const { kind } = field.control;
  if (kind === 'text' || kind === 'choice') return text;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : text;
}

/** The schema's own sentence without the name of the field, which stands beside it. */
function withoutName(message: string, field: ConfigField): string {
  const name = `${field.label} (${field.key}) must`;
  return message.startsWith(name) ? `Must${message.slice(name.length)}` : message;
}

function problem(recipe: FormRecipe, field: ConfigField, value: string | number): string | null {
  try {
    resolveFrom(recipe, { preset: recipe.id, dataset: '-', [field.key]: value });
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return withoutName(error.message, field);
    throw error;
  }
}

const LONGEST_RANGE = 12;

/** "1 to 4,096"; empty for text, for choices and where it would crowd out the number. */
export function rangeOf(field: ConfigField): string {
  const { control } = field;
  if (control.kind !== 'integer' && control.kind !== 'number') return '';
  const high = control.kind === 'integer' || control.max >= 1000 ? count(control.max) : plain(control.max);
  const range = `${count(control.min)} to ${high}`;
  return range.length <= LONGEST_RANGE ? range : '';
}

/**
 * Resolves what was typed over the recipe and says, field by field, what the form shows.
 * @param idle settings that keep the recipe's value whatever was typed
 */
export function viewForm(
  preset: FormRecipe,
  dataset: string,
  drafts: Drafts,
  idle: readonly ConfigKey[] = [],
): FormView {
  const choice = { preset: preset.id, dataset };
  const recipe = resolveFrom(preset, choice);
  const errors = new Map<ConfigKey, string>();
  const given: Record<string, string | number> = {};
  for (const field of CONFIG_FIELDS) {
    const text = idle.includes(field.key) ? undefined : drafts[field.key];
    if (text === undefined) continue;
    const value = readDraft(field, text);
    const error = problem(preset, field, value);
    if (error === null) given[field.key] = value;
    else errors.set(field.key, error);
  }
  const input: RunConfigInput = { ...choice, ...given };
  const config = resolveFrom(preset, input);
  const fields = CONFIG_FIELDS.map((field): FieldView => {
    const error = errors.get(field.key) ?? null;
    return {
      field,
      text: (idle.includes(field.key) ? undefined : drafts[field.key]) ?? textOf(config[field.key]),
      error,
      changed: error !== null || config[field.key] !== recipe[field.key],
      recipeText: textOf(recipe[field.key]),
      origin: 'recipe',
      range: rangeOf(field),
    };
  });
  return { config, fields, valid: errors.size === 0, input };
}

/** A number field's text one step up or down: whole numbers by 1 or 10, rates within their first digit. */
export function nudge(field: ConfigField, text: string, direction: 1 | -1, coarse: boolean): string {
  const { control } = field;
  const value = readDraft(field, text);
  if ((control.kind !== 'integer' && control.kind !== 'number') || typeof value !== 'number') return text;
  const fine = control.kind === 'integer' ? 1 : 10 ** Math.floor(Math.log10(Math.abs(value) || 0.1));
  const next = value + direction * (coarse ? 10 : 1) * fine;
  const lowest = control.exclusiveMin ? fine / 10 : control.min;
  return plain(Number(Math.min(control.max, Math.max(lowest, next)).toPrecision(12)));
}
