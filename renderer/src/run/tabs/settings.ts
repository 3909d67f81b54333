import { FIELD_GROUPS, type FieldGroup } from '@shared/config/field.ts';
import { CONFIG_FIELDS, type ConfigField } from '@shared/config/fields.ts';
import { whyIdle } from '@shared/config/relevance.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { ConfigKey, RunConfig } from '@shared/config/schema.ts';
import { findPreset } from '@shared/presets/index.ts';
import { SHAPING_SETTINGS } from '@shared/presets/own-networks.ts';
import type { RunRecord } from '@shared/run.ts';
import { deviceTitle } from '@shared/run-device.ts';
import { placedWay, wayInWords } from '@shared/way.ts';
import { count, plain } from '../../lib/format.ts';

/** A setting of a run as the tab shows it. */
export interface SettingRow {
  field: ConfigField;
  value: string;
  /** The recipe's own value where the run's differs; null where it is the same. */
  recipe: string | null;
  /** Why it has no effect in this run; null where it has one. */
  idle: string | null;
}

export interface SettingGroup {
  title: string;
  rows: SettingRow[];
  /** How many of them differ from the recipe. */
  changed: number;
}

/** Named elsewhere on the screen, or never the recipe's. */
const OWN: ReadonlySet<ConfigKey> = new Set(['name', 'preset', 'dataset', 'seed', 'device']);

/** Said by the networks themselves where they are the user's own. */
const SHAPING: ReadonlySet<ConfigKey> = new Set(SHAPING_SETTINGS);

/** What 0 stands for where it is no amount. */
const ZERO: Partial<Record<ConfigKey, string>> = {
  steps: 'counts epochs',
  'samples.everySteps': 'each epoch',
  'checkpoint.everySteps': 'each epoch',
  'tensorboard.everySteps': 'none',
};

function valueText(field: ConfigField, value: string | number): string {
  if (typeof value === 'string') return field.choiceLabels?.[value] ?? value;
  if (value === 0 && ZERO[field.key] !== undefined) return ZERO[field.key] ?? '';
  const unit = value === 1 ? field.unit?.replace(/s$/, '') : field.unit;
  return `${plain(value)}${unit ? ` ${unit}` : ''}`;
}

/** What a setting that was left to the run came to, where its record says: "Automatic: CPU". */
function resolvedText(field: ConfigField, value: string | number, record: RunRecord): string {
  const text = valueText(field, value);
  const resolved = field.key === 'device' || field.key === 'execution' ? placedWay(record)?.[field.key] : undefined;
  return value === 'auto' && resolved !== undefined ? `${text}: ${valueText(field, resolved)}` : text;
}

/** What the recipe alone would have given; null for a recipe this version does not know. */
function recipeOf({ preset, dataset }: RunConfig): RunConfig | null {
  return findPreset(preset) ? resolveConfig({ preset, dataset }) : null;
}

/** The whole configuration, in the schema's order. */
export function settingGroups(record: RunRecord): SettingGroup[] {
  const recipe = recipeOf(record.config);
  const circumstances = {
    config: record.config,
    recipe: record.recipe,
    generator: record.networks.generator,
    discriminator: record.networks.discriminator,
    own: record.own !== undefined,
  };
  const groups = new Map<FieldGroup, SettingRow[]>();
  for (const field of CONFIG_FIELDS) {
    if (field.key === 'name' || (record.own && SHAPING.has(field.key))) continue;
    const value = record.config[field.key];
    const changed = recipe !== null && !OWN.has(field.key) && recipe[field.key] !== value;
    const named = { preset: findPreset(String(value))?.title, dataset: record.dataset.name }[
      field.key as 'preset' | 'dataset'
    ];
    const rows = groups.get(field.group) ?? [];
    rows.push({
      field,
      value: named ?? resolvedText(field, value, record),
      recipe: changed ? valueText(field, recipe[field.key]) : null,
      idle: whyIdle(field.key, circumstances),
    });
    groups.set(field.group, rows);
  }
  return [...groups].map(([group, rows]) => ({
    title: FIELD_GROUPS[group],
    rows,
    changed: rows.filter((row) => row.recipe !== null).length,
  }));
}

/** What was true when the run was made, and is none of its settings. */
export function circumstances(record: RunRecord): { label: string; value: string; mono?: boolean }[] {
  return [
    {
      label: 'Made',
      value: new Date(record.createdAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
    },
    { label: 'Trained on', value: deviceTitle(record.device) },
    ...(record.way ? [{ label: 'Step', value: wayInWords(record.way) }] : []),
    { label: 'Images in the data set', value: count(record.dataset.count) },
    { label: 'Hash of the data set', value: record.dataset.hash.slice(0, 16), mono: true },
    { label: 'Id', value: record.id, mono: true },
    ...Object.entries(record.versions).map(([label, value]) => ({ label: `Version of ${label}`, value, mono: true })),
  ];
}
