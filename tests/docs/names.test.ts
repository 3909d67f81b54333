import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { anchorOf, malformed, missing, newest, type Known } from '../../build/checks/docs.mjs';
import { treeFiles } from '../../build/checks/tree.mjs';
import { createProgram } from '../../electron/cli/program.ts';
import { Terminal } from '../../electron/cli/terminal.ts';
import { CONFIG_FIELDS } from '../../electron/shared/config/fields.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

const silent = { out: () => undefined, err: () => undefined, interactive: false };
const program = createProgram({ terminal: new Terminal(silent), environment: {}, exitCode: () => undefined });

/** Follows the words through the commands; what stands for something else (`<run>`, `…`) is passed by. */
function forger(words: readonly string[]): string | null {
  let command: Command = program;
  const chain = [program];
  for (const word of words) {
    const below = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (below) chain.push((command = below));
    else if (/^--?[a-z]/.test(word)) {
      const flag = word.split('=')[0] ?? '';
      const known = chain.some((one) => one.options.some(({ long, short }) => long === flag || short === flag));
      if (!known && !['--help', '--version'].includes(flag)) return `no flag ${flag} of ${command.name()}`;
    } else if (command.commands.length > 0 && /^[a-z-]+$/.test(word)) return `no command ${command.name()} ${word}`;
  }
  return null;
}

let known: Known;
beforeAll(async () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  known = {
    files: new Set(await treeFiles(PROJECT)),
    read,
    scripts: new Set(Object.keys(scripts)),
    settings: new Set(CONFIG_FIELDS.map(({ key }) => key)),
    forger,
  };
});

const documents = (): string[] =>
  [...known.files].filter((file) => /^(README|CHANGELOG)\.md$|^docs\/.*\.md$/.test(file));

describe('the documents', () => {
  it('name what is there', () => {
    expect(documents().length).toBeGreaterThan(45);
    const texts = documents().map((file) => [file, file === 'CHANGELOG.md' ? newest(read(file)) : read(file)] as const);
    expect(texts.flatMap(([file, text]) => missing(file, text, known))).toEqual([]);
  });

  it.each([
    ['[page](docs/gone.md)', 'no file docs/gone.md'],
    ['[page](docs/security.md#gone)', 'no heading #gone in docs/security.md'],
    ['[below](#gone)', 'no heading #gone in README.md'],
    ['<img src="docs/gone.png">', 'no file docs/gone.png'],
    ['`electron/store/gone.ts`', 'no file electron/store/gone.ts'],
    ['`electron/gone/`', 'no file electron/gone'],
    ['`device/{threads,gone}.ts`', 'no file device/gone.ts'],
    ['`npm run gone`', 'no script npm run gone'],
    ['`npm gone`', 'no command npm gone'],
    ['`forger gone`', 'no command forger gone'],
    ['`forger runs --gone`', 'no flag --gone of runs'],
    ['`forger runtime gone`', 'no command runtime gone'],
    ['`forger train --set ema.gone=1`', 'no setting ema.gone'],
    ['`ema.gone`', 'no setting ema.gone'],
    ['```\nnpm run forger -- samples <run> --gone 3   # comment\n```', 'no flag --gone of samples'],
    ['```\nnode build/gone.mjs\n```', 'no file build/gone.mjs'],
  ])('would be told of %j', (text, finding) => {
    const line = text.startsWith('```') ? 2 : 1;
    expect(missing('README.md', text, known)).toEqual([`README.md:${line}: ${finding}`]);
  });

  it.each([
    '[page](docs/security.md#what-main-believes) [elsewhere](https://example.org/gone)',
    '# Above\n\n[above](#above)',
    '`electron/store/` `device/threads.ts` `@shared/json.ts` `run.json` `a/b` `out/main/index.js`',
    '`npm run check` `npm start -- FILE` `npm run forger -- doctor --json` `forger <command>`',
    '`ema.decay` `ema.decay=0.99` `labels.bin`',
    '```ts\nforger gone\n```',
  ])('are right to say %j', (text) => {
    expect(missing('README.md', text, known)).toEqual([]);
  });

  it('are linked by the names that GitHub gives headings', () => {
    expect(anchorOf('Where it does not start')).toBe('where-it-does-not-start');
    expect(anchorOf('run.json and `status.json`')).toBe('runjson-and-statusjson');
    expect(anchorOf('samples/')).toBe('samples');
  });

  it('of changes are looked at as far as they speak of the present', () => {
    expect(newest('# C\n\n## 2\n\n- new\n\n## 1\n\n- old\n')).toBe('# C\n\n## 2\n\n- new\n\n');
  });
});

describe('decisions', () => {
  const page = (number: string, more = ''): string =>
    `# ${number}: T\n\nDate: 2026-01-01. Superseded by: none.\n\n## Context\n\n## Decision\n\n## Consequences\n${more}`;
  const path = (number: string): string => `docs/decisions/${number}-t.md`;

  it('are a page each of one form, numbered without holes', () => {
    const texts = new Map(
      documents()
        .filter((file) => file.startsWith('docs/decisions/'))
        .map((file) => [file, read(file)]),
    );
    expect(texts.size).toBeGreaterThan(20);
    expect(malformed(texts)).toEqual([]);
  });

  it.each([
    ['a hole', page('003'), '003', `${path('003')} is not number 2`],
    ['another title', page('001'), '002', `${path('002')} does not begin with its number and title`],
    ['no date', page('002').replace(/Date.*/, ''), '002', `${path('002')} has no line "Date: …. Superseded by: …."`],
    [
      'other headings',
      page('002', '## Diary\n'),
      '002',
      `${path('002')} has the headings Context, Decision, Consequences, Diary`,
    ],
    ['more than a page', page('002', '\n'.repeat(64)), '002', `${path('002')} is longer than 64 lines`],
  ])('would be told of %s', (_what, text, number, finding) => {
    expect(
      malformed(
        new Map([
          [path('001'), page('001')],
          [path(number), text],
        ]),
      ),
    ).toEqual([finding]);
  });
});
