import { describe, expect, test } from 'vitest';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { PRESETS } from '@shared/presets/index.ts';

/** Sentences of a text: a full stop, question or exclamation mark at the end of a word, then a space or the end. */
const sentences = (text: string): number => text.match(/[.?!](?=\s|$)/g)?.length ?? 0;

describe('teaching text', () => {
  test.each(CONFIG_FIELDS.map((field) => [field.key, field] as const))('%s', (_key, { teaching, help, control }) => {
    expect(help).not.toBe('');
    expect(sentences(teaching ?? '')).toBeGreaterThanOrEqual(2);
    // A sentence for each thing that may be chosen, where these are many.
    const most = control.kind === 'choice' ? Math.max(5, control.choices.length) : 5;
    expect(sentences(teaching ?? '')).toBeLessThanOrEqual(most);
  });

  test.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, { teaching, source, summary }) => {
    expect(sentences(teaching)).toBeGreaterThanOrEqual(2);
    expect(sentences(teaching)).toBeLessThanOrEqual(5);
    expect(source.length).toBeGreaterThan(20);
    expect(summary).not.toBe('');
  });
});
