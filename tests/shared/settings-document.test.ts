import { expect, it } from 'vitest';
import { CONFIG_FIELDS, type ConfigField } from '@shared/config/fields.ts';
import { PRESETS } from '@shared/presets/index.ts';

function range(field: ConfigField): string {
  const { control } = field;
  switch (control.kind) {
    case 'text':
      return `text, up to ${control.maxLength} characters`;
    case 'choice':
      return control.choices.map((choice) => `\`${choice}\``).join(', ');
    case 'integer':
    case 'number':
      return `${control.exclusiveMin ? 'above ' : ''}${control.min} to ${control.max}${field.unit ? ` ${field.unit}` : ''}`;
  }
}

const code = (value: unknown): string => (value === undefined ? '–' : value === '' ? 'empty' : `\`${String(value)}\``);

/** The reference of all settings, as docs/settings.md holds it. */
function settingsDocument(): string {
  const head = ['Setting', 'What it does', 'Takes', 'Default'];
  const rows = CONFIG_FIELDS.filter((field) => field.key !== 'preset' && field.key !== 'dataset').map((field) => [
    `\`${field.key}\``,
    `**${field.label}.** ${field.help}`,
    range(field),
    code(field.default),
  ]);
  const recipes = PRESETS.map(({ id, defaults }) => [
    `\`${id}\``,
    Object.entries(defaults)
      .map(([key, value]) => `\`${key}=${String(value)}\``)
      .join(', '),
  ]);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# Settings of a run',
    '',
    'Made from the configuration schema (`electron/shared/config/schema.ts`) by `npx vitest run tests/shared -u`. The form in',
    "the window, the command line's flags and `run.json` use the same names. On the command line: `--set key=value`.",
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    '## What the recipes set differently',
    '',
    line(['Recipe', 'Settings']),
    line(['---', '---']),
    ...recipes.map(line),
    '',
  ].join('\n');
}

it('docs/settings.md says what the schema says', async () => {
  await expect(settingsDocument()).toMatchFileSnapshot('../../docs/settings.md');
});
