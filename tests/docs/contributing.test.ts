import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply, changed, examplesIn, type Example } from '../../build/checks/examples.mjs';
import { copyTree } from '../../build/checks/tree.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const PAGE = join(PROJECT, 'docs', 'contributing.md');

/** Every task that the page has to hold. */
const TASKS = [
  'A loss',
  'A layer kind',
  'A recipe',
  'A channel between window and app',
  'A screen',
  'A per-epoch measurement',
  'An export format',
  'A data source',
];

describe('the worked examples', () => {
  let copy: string;
  let examples: Example[];

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'forger-examples-'));
    await copyTree(PROJECT, copy);
    await symlink(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
    examples = examplesIn(await readFile(PAGE, 'utf8'));
  }, 120_000);
  afterAll(() => rm(copy, { recursive: true }));

  /** Runs a tool of node_modules in the copy. @throws an error that holds what it printed */
  async function tool(path: string, ...words: string[]): Promise<void> {
    const clean = Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|VITE_|NODE_OPTIONS$|TEST$|DEV$|MODE$)/.test(name),
    );
    await promisify(execFile)(process.execPath, [join(copy, 'node_modules', path), ...words], {
      cwd: copy,
      env: Object.fromEntries(clean),
      maxBuffer: 1 << 26,
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${path} ${words.join(' ')}\n${error.stdout}\n${error.stderr}`);
    });
  }
  let made: Promise<string[]> | undefined;
  /** Puts all of them into the copy, once, whichever test comes first. @returns the files that they make or change */
  const applied = (): Promise<string[]> =>
    (made ??= (async () => {
      const paths = new Set<string>();
      for (const example of examples) for (const path of await apply(copy, example)) paths.add(path);
      return [...paths];
    })());
  const named = (kind: 'tests' | 'renewed'): string[] => [...new Set(examples.flatMap((one) => one[kind]))];

  it('are all there, each with tests of its own', () => {
    expect(examples.map(({ title }) => title)).toEqual(TASKS);
    for (const { title, tests } of examples) expect(tests, title).not.toEqual([]);
  });

  it('fit the tree, all at once', async () => {
    expect((await applied()).length).toBeGreaterThan(TASKS.length);
  });

  it('are formatted as the tree is', async () => tool('prettier/bin/prettier.cjs', '--check', ...(await applied())));

  it('compile', async () => {
    await applied();
    await tool('typescript/bin/tsc', '--project', '.');
    await tool('typescript/bin/tsc', '--project', 'tests/renderer');
    await tool('svelte-check/bin/svelte-check', '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings');
  }, 600_000);

  it('keep the arrows and the style', async () => {
    const paths = await applied();
    await tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      'build/checks/arrows.mjs',
      'electron',
      'renderer',
    );
    await tool('eslint/bin/eslint.js', '--max-warnings', '0', ...paths);
  }, 600_000);

  it('pass the tests they name', async () => {
    await applied();
    if (named('renewed').length > 0) await tool('vitest/vitest.mjs', 'run', ...named('renewed'), '-u');
    await tool('vitest/vitest.mjs', 'run', ...named('tests'));
  }, 600_000);
});

describe('an example', () => {
  const page = [
    '## One',
    '```ts new a/b.ts',
    'export const b = 1;',
    '```',
    '```diff c.ts',
    ' first',
    '-second',
    '+other',
    '@@',
    ' last',
    '+more',
    '```',
    '```sh',
    'npx vitest run tests/a.test.ts -u   # renews',
    'npx vitest run tests/b.test.ts tests/c',
    '```',
    '## Two',
    'Words alone.',
  ].join('\n');

  it('is read out of the page', () => {
    expect(examplesIn(page)).toEqual([
      {
        title: 'One',
        files: [{ path: 'a/b.ts', text: 'export const b = 1;\n' }],
        changes: [
          {
            path: 'c.ts',
            hunks: [
              { before: ['first', 'second'], after: ['first', 'other'] },
              { before: ['last'], after: ['last', 'more'] },
            ],
          },
        ],
        renewed: ['tests/a.test.ts'],
        tests: ['tests/b.test.ts', 'tests/c'],
      },
    ]);
  });

  it('changes what it names and nothing else', () => {
    const [change] = examplesIn(page)[0]!.changes;
    expect(changed('zero\nfirst\nsecond\nlast', change!)).toBe('zero\nfirst\nother\nlast\nmore');
  });

  it.each([
    ['gone', 'first\nthird\nlast', 0],
    ['there twice', 'first\nsecond\nfirst\nsecond\nlast', 2],
  ])('does not fit where its lines are %s', (_where, text, times) => {
    const [change] = examplesIn(page)[0]!.changes;
    expect(() => changed(text, change!)).toThrow(`c.ts has these lines ${times} times, not once:\nfirst\nsecond`);
  });
});
