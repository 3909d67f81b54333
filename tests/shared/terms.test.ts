import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { PRESETS } from '@shared/presets/index.ts';

/** Words of our own making where the field has a term: what users of other tools look for and find. */
const TERMS: readonly (readonly [ours: RegExp, term: string])[] = [
  [/\blines? of runs\b|\b(?:waits?|puts?|stands?|runs?) in line\b/iu, 'queue'],
  [/\bwhat came after\b/iu, 'modern losses'],
  [/'the game'/iu, 'objective'],
  [/'first weights'|\*\*first weights/iu, 'initialisation'],
  [/\baverage of G\b|\bG's average\b/iu, 'EMA of G'],
  [/'runs op by op'|'op by op'/iu, 'eager'],
  [/>\s*comes out\s*</iu, 'output'],
  [/'padded'|label: 'cut'/iu, 'padding: same, valid'],
  [/\b(?:that|a|an exported|deleting the|saved|own) preset\b/iu, 'recipe, saved recipe'],
  [/\brunning averages? of (?:the generator|G)\b/iu, 'EMA of G'],
  [/\bverdict of D\b/iu, 'D’s score'],
  [/\bafter hours\b/iu, 'after a time'],
  [/, the recipe’s`/u, 'unchanged'],
];
const ROOTS = ['renderer/src', 'electron/shared', 'electron/cli', 'electron/main', 'electron/store', 'docs/guide'];

/** What users read: sentences of the window, the command line and the guide; comments are ours. */
function* sentences(): Generator<[path: string, text: string]> {
  for (const root of ROOTS)
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(ts|svelte|md)$/u.test(name)) continue;
      const path = join(root, name);
      yield [
        path,
        readFileSync(path, 'utf8')
          .replace(/\/\*.*?\*\//gsu, '')
          .replace(/^\s*\/\/.*$/gmu, ''),
      ];
    }
  for (const path of ['README.md', 'docs/settings.md']) yield [path, readFileSync(path, 'utf8')];
}

describe('what users read', () => {
  const texts = [...sentences()];
  it.each(TERMS)('says %s in the field’s term: %s', (ours) => {
    expect(texts.filter(([, text]) => ours.test(text.replace(/\s+/gu, ' '))).map(([path]) => path)).toEqual([]);
  });

  it('has one kind of quotation mark where the window writes them: the curly', () => {
    const fields = CONFIG_FIELDS.flatMap(({ label, help, teaching, source, choiceLabels }) => [
      ...[label, help, teaching, source],
      ...Object.values(choiceLabels ?? {}),
    ]);
    const recipes = PRESETS.flatMap(({ title, summary, teaching, source }) => [title, summary, teaching, source]);
    expect([...fields, ...recipes].filter((text) => /["']/u.test(text ?? ''))).toEqual([]);
  });
});
