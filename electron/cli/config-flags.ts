import { type Command, Option } from 'commander';
import { CONFIG_FIELDS, type ConfigField } from '@shared/config/fields.ts';
import { parseSetting } from '@shared/config/resolve.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { PRESET_IDS } from '@shared/presets/index.ts';

/** Values as commander collects them: the flags' texts, and every `--set`. */
export interface ConfigOptions {
  set: readonly string[];
  [flag: string]: unknown;
}

/** Fields whose key is one word have a flag of their own; the others are set by their path. */
const FLAG_FIELDS = CONFIG_FIELDS.filter((field) => /^[a-z]+$/.test(field.key));

const PLACEHOLDERS: Partial<Record<ConfigField['key'], string>> = {
  preset: 'P',
  dataset: 'D',
  name: 'text',
  device: 'kind',
  execution: 'way',
};

function describe(field: ConfigField): string {
  const { control } = field;
  if (field.key === 'preset') return `${field.help} (${PRESET_IDS.join(', ')})`;
  if (control.kind === 'choice') return `${field.help} (${control.choices.join(', ')})`;
  return field.help;
}

/** Adds the flags of the configuration schema to a command, and `--set` for the rest. */
export function addConfigFlags(command: Command): Command {
  for (const field of FLAG_FIELDS)
    command.addOption(new Option(`--${field.key} <${PLACEHOLDERS[field.key] ?? 'N'}>`, describe(field)));
  command.addOption(
    new Option('--set <key=value>', 'Any other setting by its path; may be given again.')
      .default([], 'none')
      .argParser((text: string, before: readonly string[]) => [...before, text]),
  );
  return command.addHelpText('after', `\nSettings for --set:\n${settingsHelp()}`);
}

function settingsHelp(): string {
  const rest = CONFIG_FIELDS.filter((field) => !FLAG_FIELDS.includes(field));
  const width = Math.max(...rest.map((field) => field.key.length));
  return rest.map((field) => `  ${field.key.padEnd(width)}  ${describe(field)}`).join('\n');
}

/**
 * What the user set, as the configuration's input. A flag wins over `--set` of the same key.
 * @throws {ConfigError} with one sentence.
 */
export function readConfig(options: ConfigOptions): RunConfigInput {
  const entries = options.set.map(parseSetting);
  for (const { key } of FLAG_FIELDS) {
    const text = options[key];
    if (typeof text === 'string') entries.push(parseSetting(`${key}=${text}`));
  }
  // Only the keys are known to be good here: resolveConfig judges the values, with a sentence for each.
  return Object.fromEntries(entries) as RunConfigInput;
}
