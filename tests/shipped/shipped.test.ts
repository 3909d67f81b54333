import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { mendIt, shippedWith } from '../../electron/shipped/index.ts';
import { folderWith } from '../setup/support/folder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

test('in a checkout all lies where npm and git put it', () => {
  const here = shippedWith(join(PROJECT, 'out', 'main'));
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  expect(here).toMatchObject({ version, resources: undefined, node: undefined });
  expect(here.programs).toBe(join(PROJECT, 'out', 'main'));
  for (const id of ['fashion-mnist', 'emoji']) expect(existsSync(join(here.datasets, id)), id).toBe(true);
  expect(existsSync(join(here.fonts, 'cinzel'))).toBe(true);
  expect(mendIt(here)).toContain('npm start');
});

test.each(['app.asar', 'app.asar.unpacked'])('in the packed app (%s) all lies in its resources', async (name) => {
  const root = await folderWith({ [`a/resources/${name}/package.json`]: '{ "name": "forger", "version": "7.8.9" }' });
  const resources = join(root, 'a', 'resources');
  const packed = shippedWith(join(resources, name, 'out', 'main', 'chunks'));
  expect(packed).toEqual({
    version: '7.8.9',
    built: join(resources, name, 'out'),
    resources,
    datasets: join(resources, 'datasets'),
    runs: join(resources, 'runs'),
    fonts: join(resources, 'fonts'),
    programs: join(resources, 'app.asar.unpacked', 'out', 'main'),
    node: join(resources, 'node', 'node'),
  });
  expect(mendIt(packed)).toBe('Install Forger again.');
});

test('a package.json that is damaged, or another’s, is passed by', async () => {
  const root = await folderWith({
    'package.json': '{ "name": "forger", "version": "1.2.3" }',
    'x/package.json': '{',
    'x/y/package.json': '{ "type": "module" }',
  });
  expect(shippedWith(join(root, 'x', 'y')).version).toBe('1.2.3');
});
