import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { FONT_PACKAGES } from '../../build/packaging/config.mjs';
import { contents } from '../../build/packaging/contents.mjs';
import { thirdPartyNotices } from '../../build/packaging/notices.mjs';
import { parseNotices } from '../../electron/main/licences/notices.ts';
import { folderWith } from '../setup/support/folder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
/** The least that stands below a heading: "Under MPL-1.1, whose …". */
const LEAST = 40;

test('all that ships has the text of its licence, and so has every library inside it', async () => {
  const packages = [...(await contents(PROJECT)).packages, ...FONT_PACKAGES];
  const notices = await thirdPartyNotices(PROJECT, packages);
  const parsed = parseNotices(notices);
  for (const { title, text } of parsed) expect(text.length, title).toBeGreaterThan(LEAST);
  const named = (start: string): string[] =>
    parsed.map(({ title }) => title).filter((title) => title === start || title.startsWith(`${start} `));
  for (const name of packages) expect(named(name), name).toHaveLength(1);
  const libvips = await readFile(join(PROJECT, 'node_modules/@img/sharp-libvips-linux-x64/versions.json'), 'utf8');
  const libraries = Object.keys(JSON.parse(libvips) as object);
  for (const library of libraries) expect(named(library), library).toHaveLength(1);
  expect(parsed.filter(({ kind }) => kind !== 'library')).toHaveLength(new Set(packages).size);
  expect(notices).toMatch(/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/);
  expect(notices).toMatch(/GNU GENERAL PUBLIC LICENSE\s+Version 3/);
});

test('what has no text is refused, by its name', async () => {
  const manifest = (fields: object): string => JSON.stringify({ version: '1.0.0', ...fields });
  const project = await folderWith({
    'node_modules/a/package.json': manifest({ name: 'a', license: 'MIT' }),
    'node_modules/b/package.json': manifest({ name: 'b', license: 'MIT AND Odd-1.0' }),
    'node_modules/c/package.json': manifest({ name: 'c' }),
    'node_modules/d/package.json': manifest({ name: 'd', license: 'Odd-1.0' }),
    'node_modules/d/LICENSE.md': 'Odd as it is.',
    'node_modules/d/versions.json': '{ "vips": "8", "unheard-of": "1" }',
  });
  const details = thirdPartyNotices(project, ['a', 'b', 'c', 'd']).catch((error: { details: string }) => error.details);
  expect(await details).toBe('b 1.0.0 · MIT AND Odd-1.0\nc 1.0.0\nunheard-of · linked into libvips');
});

test('every text that is kept here says where it is from', async () => {
  const folder = join(PROJECT, 'resources/licences');
  const texts = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.txt'));
  const listed = [...(await readFile(join(folder, 'README.md'), 'utf8')).matchAll(/^\| `(.+?)` \| .{10,} \|$/gm)];
  expect(listed.map(([, name]) => name).sort()).toEqual(texts.sort());
});
