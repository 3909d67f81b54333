import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GivenPaths, pathsHandedOver, pathsIn, withoutPaths } from '../../electron/main/given-paths.ts';
import { folderWith } from '../setup/support/folder.ts';

it('what is to be opened is told from switches, by path or by address, from where it was named', () => {
  const argv = [
    '--no-sandbox',
    'a b.forger.zip',
    '--library',
    '/l',
    '',
    'file:///r/%C3%A4%23.forger.zip',
    '/x',
    '-psn_0',
  ];
  expect(pathsIn(argv, '/here')).toEqual(['/here/a b.forger.zip', '/r/ä#.forger.zip', '/x']);
  expect(withoutPaths(argv)).toEqual(['--no-sandbox', '--library', '/l', '', '-psn_0']);
  // An address of another machine, or of nothing, is a path that is not there.
  expect(pathsIn(['file://far/r', 'file:%2'], '/here')).toEqual(['/here/file:/far/r', '/here/file:%2']);
});

it('what another process hands over may be anything', () => {
  expect(pathsHandedOver({ paths: ['/a', 1, '/b'] })).toEqual(['/a', '/b']);
  for (const strange of [undefined, null, 'x', {}, { paths: '/a' }]) expect(pathsHandedOver(strange)).toEqual([]);
});

it('the window hears that there is something, and gets each once, in its order', async () => {
  const folder = await folderWith({ 'a.forger.zip': '' });
  const given = new GivenPaths();
  let told = 0;
  given.add([join(folder, 'gone')]);
  given.onGiven = () => (told += 1);
  given.add([]);
  given.add([folder, join(folder, 'a.forger.zip')]);
  expect(told).toBe(1);
  expect(await given.take()).toEqual([
    { path: join(folder, 'gone'), kind: 'missing' },
    { path: folder, kind: 'folder' },
    { path: join(folder, 'a.forger.zip'), kind: 'file' },
  ]);
  expect(await given.take()).toEqual([]);
});
