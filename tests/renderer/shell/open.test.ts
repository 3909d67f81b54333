import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GivenPath } from '@shared/given-path.ts';
import { navigation } from '../../../renderer/src/lib/navigation.svelte.ts';
import { toasts } from '../../../renderer/src/lib/toasts.svelte.ts';
import { open, openAll } from '../../../renderer/src/shell/open.ts';
import { showing } from '../../../renderer/src/verdict/showing.svelte.ts';
import { fixtureBridge } from '../fixtures/bridge.ts';

beforeEach(() => vi.stubGlobal('window', { forger: fixtureBridge() }));
afterEach(() => {
  vi.unstubAllGlobals();
  showing.close();
  for (const { id } of toasts.list) toasts.dismiss(id);
});

/** What opening leads to. */
async function opened(path: string, kind: GivenPath['kind']) {
  const openRunFile = vi.fn(() => Promise.resolve());
  const go = vi.spyOn(navigation, 'go');
  await open({ path, kind }, openRunFile);
  const went = go.mock.calls.map(([place]) => place);
  go.mockRestore();
  return {
    ...{ runFile: openRunFile.mock.calls.length, went },
    ...{ asked: showing.current, said: toasts.list.map(({ text }) => text) },
  };
}
const NOTHING = { runFile: 0, went: [], asked: null, said: [] };

it('imports folders, and files that hold pictures', async () => {
  navigation.go({ screen: 'new-run' });
  for (const [path, kind] of [
    ['/home/me/pictures.png', 'folder'],
    ['/home/me/train-images-idx3-ubyte.gz', 'file'],
    ['/home/me/shoes.zip', 'file'],
    ['/home/me/shoes.tar.gz', 'file'],
    ['/home/me/train.NPZ', 'file'],
    ['/home/me/walk.mp4', 'file'],
    ['/home/me/dance.gif', 'file'],
  ] as const)
    expect(await opened(path, kind)).toEqual({ ...NOTHING, went: [{ screen: 'import', paths: [path] }] });
});

it('opens a run file, and has it say that something is missing', async () => {
  expect(await opened('/home/me/run.zip', 'file')).toEqual({ ...NOTHING, runFile: 1 });
  // Told by its name where it cannot be read.
  expect(await opened('/home/me/closet.forger.zip', 'file')).toEqual({ ...NOTHING, runFile: 1 });
  expect(await opened('/home/me/gone.png', 'missing')).toEqual({ ...NOTHING, runFile: 1 });
});

it('shows a picture to the discriminator of the run that is open, and says where none is', async () => {
  navigation.go({ screen: 'new-run' });
  expect(await opened('/home/me/Äpfel & Birnen.JPG', 'file')).toEqual({
    ...NOTHING,
    said: [expect.stringContaining('Drop a picture on an open run')],
  });
  toasts.list = [];
  navigation.openRun('a-run');
  const path = '/home/me/Äpfel & Birnen.JPG';
  const asked = { run: 'a-run', subject: { kind: 'file', path }, step: null };
  expect(await opened(path, 'file')).toEqual({ ...NOTHING, asked });
});

it('says what it does not open', async () => {
  expect(await opened('/home/me/notes.txt', 'file')).toEqual({
    ...NOTHING,
    said: [expect.stringContaining('other files cannot be opened')],
  });
});

it('takes folders and pictures together as one import, and all else one after another', async () => {
  const given = (...paths: string[]): GivenPath[] =>
    paths.map((path) => ({ path, kind: path.includes('.') ? 'file' : 'folder' }));
  const openOne = vi.fn(async () => undefined);
  const go = vi.spyOn(navigation, 'go');
  await openAll(given('/cats', '/dogs', '/a.png'), openOne);
  expect(go.mock.calls).toEqual([[{ screen: 'import', paths: ['/cats', '/dogs', '/a.png'] }]]);
  expect(openOne).not.toHaveBeenCalled();
  await openAll(given('/a.zip', '/b.zip'), openOne);
  await openAll(given('/cats'), openOne);
  expect(openOne.mock.calls).toEqual([given('/a.zip'), given('/b.zip'), given('/cats')]);
  go.mockRestore();
});
