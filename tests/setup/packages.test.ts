import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { treeFiles } from '../../build/checks/tree.mjs';
import { INSTALL_SCRIPTS } from '../../build/setup/pins.mjs';
import { isInstalled } from '../../build/setup/steps/packages.mjs';
import { SUITES } from '../../build/checks/suites.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const LOCK = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
};
const { '': _project, ...WHOLE } = LOCK.packages;

test('node_modules is whole when it holds what the lock file says', () => {
  expect(isInstalled(LOCK, { packages: WHOLE })).toBe(true);
  expect(isInstalled(LOCK, { packages: { 'node_modules/a': WHOLE['node_modules/a'] } })).toBe(true);
});

test.each([
  ['nothing is installed', null],
  ['a package is missing', { packages: { 'node_modules/b': WHOLE['node_modules/b'] } }],
  [
    'a package has another version',
    { packages: { ...WHOLE, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } },
  ],
  [
    'a package has another hash',
    { packages: { ...WHOLE, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } } },
  ],
  ['there is one too many', { packages: { ...WHOLE, 'node_modules/c': { version: '1.0.0' } } }],
])('node_modules is not whole when %s', (_why, installed) => {
  expect(isInstalled(LOCK, installed)).toBe(false);
});

interface RealLock {
  packages: Record<string, { hasInstallScript?: boolean; resolved?: string; dev?: boolean }>;
}
const readLock = async (): Promise<RealLock> =>
  JSON.parse(await readFile(join(PROJECT, 'package-lock.json'), 'utf8')) as RealLock;

test('every package with an install script has been looked at', async () => {
  const { packages } = await readLock();
  const names = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace('node_modules/', ''));
  expect(names.sort()).toEqual(Object.keys(INSTALL_SCRIPTS).sort());
});

test('the lock file names no registry, and package.json pins exact versions', async () => {
  const { packages } = await readLock();
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  const project = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const versions = Object.values({ ...project['dependencies'], ...project['devDependencies'] });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

/** In pieces, so that this file names none. */
const REGISTRIES = new RegExp(['npm' + 'js\\.', 'python' + 'hosted', 'pypi' + '\\.', 'yarn' + 'pkg\\.'].join('|'), 'i');
/** Texts of others, which ship as they are. */
const FOREIGN = /^resources\/licences\//;

test('no file names the address of a package registry', async () => {
  expect('https://registry.npm' + 'js.org/x').toMatch(REGISTRIES);
  const files = (await treeFiles(PROJECT)).filter((file) => !FOREIGN.test(file));
  expect(files.length).toBeGreaterThan(1000);
  const found = [];
  for (const file of files) {
    const content = await readFile(join(PROJECT, file), 'latin1').catch(() => '');
    if (REGISTRIES.test(content)) found.push(file);
  }
  expect(found).toEqual([]);
});

test('npm run check and npm test check the types of the same projects', async () => {
  const { scripts } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const checked = [...(scripts['check:types'] ?? '').matchAll(/tsc --project (\S+)/g)].map(([, project]) => project);
  const tested = SUITES.filter(({ command }) => command[0]?.includes('typescript')).map(({ command }) =>
    command.at(-1),
  );
  expect(tested.sort()).toEqual(checked.sort());
});
