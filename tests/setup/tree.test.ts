import { cp, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { copyTree, treeFiles } from '../../build/checks/tree.mjs';
import { folderWith } from './support/folder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

test('the tree holds what git has, and nothing that it ignores', async () => {
  const files = await treeFiles(PROJECT);
  expect(files).toContain('package.json');
  expect(files).toContain('tests/setup/tree.test.ts');
  expect(files.filter((file) => /(^|\/)(node_modules|out|dist)\//.test(file))).toEqual([]);
});

test('a copy that is no repository has the same', async () => {
  const root = await folderWith({
    'a.txt': 'a',
    'b/c.txt': 'c',
    'node_modules/x/index.js': '',
    'b/out/x.js': '',
    'bench/results/x.json': '',
    'results/kept.json': '{}',
    'b/x.log': '',
  });
  await cp(join(PROJECT, '.gitignore'), join(root, '.gitignore'));
  expect(await treeFiles(root)).toEqual(['.gitignore', 'a.txt', 'b/c.txt', 'results/kept.json']);
  const copy = await folderWith();
  await copyTree(root, copy);
  expect((await readdir(copy)).sort()).toEqual(['.gitignore', 'a.txt', 'b', 'results']);
});
