import { describe, expect, test } from 'vitest';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { PRESETS } from '@shared/presets/index.ts';

/** Sentences of a text: a full stop, question or exclamation mark at the end of a word, then a space or the end. */
const sentences = (text: string): number => text.match(/[.?!](?=\s|$)/g)?.length ?? 0;

describe('teaching text', () => {
  test.each(CONFIG_FIELDS.map((field) => [field.key, field] as const))('%s', (_key, { teaching, help }) => {
    expect(help).not.toBe('');
    expect(sentences(teaching ?? '')).toBeGreaterThanOrEqual(2);
    expect(sentences(teaching ?? '')).toBeLessThanOrEqual(5);
  });

  test.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, { teaching, source, summary }) => {
    expect(sentences(teaching)).toBeGreaterThanOrEqual(2);
    expect(sentences(teaching)).toBeLessThanOrEqual(5);
    expect(source.length).toBeGreaterThan(20);
    expect(summary).not.toBe('');
  });
});
