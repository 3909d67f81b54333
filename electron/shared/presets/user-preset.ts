import { z } from 'zod';
import { CONFIG_FIELDS } from '../config/fields.ts';
import { runConfigSchema, type ConfigKey, type RunConfig, type RunSettings } from '../config/schema.ts';
import { ForgerError } from '../contract/errors.ts';
import { JsonTextError, parseJsonText } from '../json.ts';
import { imageShapeSchema } from '../network/layers.ts';
import { faultInWords, firstFault } from '../refusal.ts';
import { findPreset } from './index.ts';
import { ownNetworksSchema, SHAPING_SETTINGS, type ChosenRecipe } from './own-networks.ts';

/** Ids of saved recipes: no published recipe has such a one. */
export const userPresetIdSchema = z.string().regex(/^own-[a-z0-9]{6}$/);
export const isUserPresetId = (id: string): boolean => userPresetIdSchema.safeParse(id).success;

/** What the run decides and no recipe does. */
const RUN_KEYS = ['name', 'preset', 'dataset', 'seed', 'device', 'execution'] as const satisfies readonly ConfigKey[];
const NO_PRESET_KEYS: ReadonlySet<string> = new Set([...RUN_KEYS, ...SHAPING_SETTINGS]);
const PRESET_FIELDS = Object.entries(runConfigSchema.shape).filter(([key]) => !NO_PRESET_KEYS.has(key));

const settingsSchema = z.strictObject(
  Object.fromEntries(
    PRESET_FIELDS.map(([key, schema]) => [
      key,
      (schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema).optional(),
    ]),
  ),
) as unknown as z.ZodType<Partial<RunSettings>, Partial<RunSettings>>;

export const presetNameSchema = z.string().trim().min(1).max(60);

/** A user's own networks with the training recipe and the settings they were made with. */
export const presetDraftSchema = z.strictObject({
  name: presetNameSchema,
  /** Id of the published recipe it trains by. */
  base: z.string().min(1).max(64),
  /** Settings that differ from that recipe. */
  settings: settingsSchema,
  /** The images it was made for. */
  image: imageShapeSchema.strict(),
  networks: ownNetworksSchema,
});
export type PresetDraft = z.infer<typeof presetDraftSchema>;

/** `<name>.forger-preset.json`, and `<library>/presets/<id>.json`: the same file. */
export const presetFileSchema = presetDraftSchema.extend({ kind: z.literal('forger-preset'), format: z.literal(1) });
export type PresetFile = z.infer<typeof presetFileSchema>;
export type UserPreset = PresetDraft & { id: string };

/** Two hundred layers of each network take 60 kB. */
export const MAX_PRESET_BYTES = 262_144;
export const PRESET_FILE_ENDING = '.forger-preset.json';

export const presetFileText = ({ name, base, settings, image, networks }: PresetDraft): string =>
  `${JSON.stringify({ kind: 'forger-preset', format: 1, name, base, settings, image, networks } satisfies PresetFile, null, 2)}\n`;

/**
 * Reads what anybody may have written.
 * @throws {ForgerError} `damaged` or `invalid-request`, in one sentence
 */
export function readPresetFile(text: string): PresetDraft {
  const value = parse(text);
  if (!isRecord(value) || value['kind'] !== 'forger-preset')
    throw new ForgerError(
      'invalid-request',
      'This is not a saved recipe of Forger. Choose a file that Forger exported.',
    );
  if (typeof value['format'] === 'number' && value['format'] > 1)
    throw new ForgerError('invalid-request', 'A newer Forger wrote this recipe. Update Forger to use it.');
  const parsed = presetFileSchema.safeParse(value);
  if (!parsed.success) throw new ForgerError('damaged', explain('This recipe', parsed.error, value));
  const { kind: _kind, format: _format, ...draft } = parsed.data;
  if (!findPreset(draft.base))
    throw new ForgerError(
      'invalid-request',
      `This saved recipe trains by "${draft.base}", which this version of Forger does not have.`,
    );
  return draft;
}

/** Networks in a file of their own: a preset's, or just `{"generator": […], "discriminator": […]}`. @throws {ForgerError} */
export function readNetworksFile(text: string): z.infer<typeof ownNetworksSchema> {
  const value = parse(text);
  if (isRecord(value) && value['kind'] === 'forger-preset') return readPresetFile(text).networks;
  const parsed = ownNetworksSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ForgerError('invalid-request', explain('This file of networks', parsed.error, value));
}

function parse(text: string): unknown {
  if (text.length > MAX_PRESET_BYTES)
    throw new ForgerError(
      'invalid-request',
      'This file is larger than any saved recipe. Choose a file that Forger exported.',
    );
  try {
    return parseJsonText(text);
  } catch (error) {
    const why = error instanceof JsonTextError ? error.message : 'it is not JSON';
    throw new ForgerError('damaged', `This file cannot be used: ${why}. Choose a file that Forger exported.`, {
      cause: error,
    });
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** "This recipe cannot be used: layer 3 of the generator, units must be a whole number, not "many"." */
function explain(what: string, error: z.ZodError, value: unknown): string {
  const issue = firstFault(error);
  if (!issue) return `${what} cannot be used.`;
  const path = issue.path.map(String).filter((part) => part !== 'nodes');
  const at = path.findIndex((part) => part === 'generator' || part === 'discriminator');
  const layer =
    at >= 0 && path[at + 1] !== undefined ? `layer ${Number(path[at + 1]) + 1} of the ${path[at] ?? ''}` : '';
  const rest = layer === '' ? path.join('.') : path.slice(at + 2).join('.');
  const where = [layer, rest].filter((part) => part !== '').join(', ') || 'it';
  return `${what} cannot be used: ${where} ${faultInWords(issue, value)}.`.slice(0, 800);
}

/** What of a configuration a saved recipe keeps: everything that differs from its recipe, but what each run decides. */
export function presetSettings(config: RunConfig, recipe: RunConfig): Partial<RunSettings> {
  return Object.fromEntries(
    CONFIG_FIELDS.filter(({ key }) => !NO_PRESET_KEYS.has(key) && config[key] !== recipe[key]).map(({ key }) => [
      key,
      config[key],
    ]),
  );
}

/** The recipe and networks a saved recipe stands for. @throws {ForgerError} `not-found` where this version lacks its recipe */
export function recipeOf({
  base,
  settings,
  networks,
}: Pick<UserPreset, 'base' | 'settings' | 'networks'>): ChosenRecipe {
  const preset = findPreset(base);
  if (!preset) throw new ForgerError('not-found', `This version of Forger has no recipe called "${base}".`);
  return { preset: { ...preset, defaults: { ...preset.defaults, ...settings } }, own: networks };
}
