import { type z } from 'zod';
import { CONFIG_FIELDS } from './fields.ts';
import { heldOutCount } from './held-out.ts';
import { reversedRange } from './ranges.ts';
import { runConfigSchema, type ConfigKey, type RunConfig, type RunConfigInput } from './schema.ts';
import { lossOf } from '../loss/index.ts';
import { faultInWords } from '../refusal.ts';
import { findPreset, PRESET_IDS, type Preset } from '../presets/index.ts';

/** A configuration that cannot be used: one sentence that names the field and what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    message: string,
    /** The field at fault, where there is one. */
    readonly key?: string,
  ) {
    super(message);
  }
}

/** "Batch must be a whole number from 2 to 4096, not 1." */
function explain(issue: z.core.$ZodIssue, input: Record<string, unknown>): ConfigError {
  if (issue.code === 'unrecognized_keys')
    return new ConfigError(`There is no setting called "${issue.keys[0] ?? ''}".`, issue.keys[0]);
  const key = String(issue.path[0] ?? '');
  const field = CONFIG_FIELDS.find((candidate) => candidate.key === key);
  if (!field) return new ConfigError(`The setting ${key} ${faultInWords(issue, input)}.`, key);
  const given = JSON.stringify(input[key]) ?? 'nothing';
  const { control } = field;
  switch (control.kind) {
    case 'integer':
    case 'number': {
      const kind = control.kind === 'integer' ? 'a whole number' : 'a number';
      const from = control.exclusiveMin ? `above ${control.min} and at most` : `from ${control.min} to`;
      return new ConfigError(`${field.label} (${key}) must be ${kind} ${from} ${control.max}, not ${given}.`, key);
    }
    case 'choice':
      return new ConfigError(
        `${field.label} (${key}) must be one of ${control.choices.join(', ')}, not ${given}.`,
        key,
      );
    case 'text':
      return new ConfigError(`${field.label} (${key}) must be a text of at most ${control.maxLength} characters.`, key);
  }
}

/**
 * The whole configuration of a new run: the fields' defaults, then the recipe's, then what the user set.
 * @throws {ConfigError} with one sentence a user can act on.
 */
export const resolveConfig = (input: RunConfigInput): RunConfig => resolveFrom(publishedRecipe(input.preset), input);

/** @throws {ConfigError} where there is none of that id */
export function publishedRecipe(id: string): Preset {
  const preset = findPreset(id);
  if (preset) return preset;
  throw new ConfigError(`There is no recipe called "${id}"; there are ${PRESET_IDS.join(', ')}.`, 'preset');
}

/** Without what the user must choose. */
const DEFAULTS = Object.fromEntries(
  CONFIG_FIELDS.flatMap(({ key, default: value }) => (value === undefined ? [] : [[key, value]])),
);

/** The same from a recipe at hand, whose defaults may be a user's own. @throws {ConfigError} */
export function resolveFrom(preset: Pick<Preset, 'defaults'>, input: RunConfigInput): RunConfig {
  // Asking for epochs means epochs, even where the recipe counts steps.
  const byEpochs = input.epochs !== undefined && input.steps === undefined ? { steps: 0 } : {};
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged: Record<string, unknown> = { ...DEFAULTS, ...preset.defaults, ...byEpochs, ...given };
  const parsed = runConfigSchema.safeParse(merged);
  if (parsed.success) return adaptsToSigns(neverStill(inOrder(parsed.data, input)));
  const [issue] = parsed.error.issues;
  if (!issue) throw new ConfigError('The configuration cannot be read.');
  throw explain(issue, merged);
}

/** @throws {ConfigError} where somebody now puts the low end of a range above the high one: saved recipes may have it so */
function inOrder(config: RunConfig, input: RunConfigInput): RunConfig {
  const reversed = reversedRange(config);
  if (reversed === null || reversed.every((key) => input[key] === undefined)) return config;
  const [low, high] = reversed;
  const label = (key: ConfigKey): string => CONFIG_FIELDS.find((field) => field.key === key)?.label ?? key;
  throw new ConfigError(
    `${label(low)} (${low}) must not be above ${label(high)} (${high}): ${config[low]} is above ${config[high]}.`,
    low,
  );
}

/** @throws {ConfigError} where p is to adapt to the signs of scores that have no middle */
function adaptsToSigns(config: RunConfig): RunConfig {
  const { middle, title } = lossOf(config);
  if (config['ada.kind'] !== 'adaptive' || middle !== null) return config;
  throw new ConfigError(
    `ADA’s p cannot adapt with this loss (${title}), whose scores have no middle between real and fake: set ada.kind to fixed, or take another loss.`,
    'ada.kind',
  );
}

/** @throws {ConfigError} where there would be steps in which neither network moves */
function neverStill(config: RunConfig): RunConfig {
  const [ofD, ofG] = ['steps.discriminatorEvery', 'steps.generatorEvery'] as const;
  if (config[ofD] === 1 || config[ofG] === 1) return config;
  throw new ConfigError(`One of the two networks must move in every step: set ${ofD} or ${ofG} to 1.`, ofD);
}

/**
 * Reads `key=value` texts (the command line's --set) into configuration input.
 * @throws {ConfigError}
 */
export function parseSetting(text: string): [string, string | number] {
  const at = text.indexOf('=');
  if (at < 1) throw new ConfigError(`--set takes key=value, not "${text}".`);
  const key = text.slice(0, at);
  const value = text.slice(at + 1);
  const field = CONFIG_FIELDS.find((candidate) => candidate.key === key);
  if (!field) throw new ConfigError(`There is no setting called "${key}".`, key);
  if (field.control.kind === 'text' || field.control.kind === 'choice') return [key, value];
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new ConfigError(`${field.label} (${key}) must be a number, not "${value}".`, key);
  return [key, number];
}

/** Steps in one epoch: every image that is not held out once, the last batch as short as it comes. */
export const stepsPerEpoch = (config: RunConfig, images: number): number =>
  Math.max(1, Math.ceil((images - heldOutCount(config['images.heldOut'], images)) / config.batch));

/** Length of the whole run in steps. */
export const totalSteps = (config: RunConfig, images: number): number =>
  config.steps > 0 ? config.steps : config.epochs * stepsPerEpoch(config, images);
