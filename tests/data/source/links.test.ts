import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeOf } from '../../../electron/data/source/source.ts';
import { makePlaces, type Places } from './support.ts';

let places: Places;
beforeEach(async () => {
  places = await makePlaces();
});
afterEach(() => places.remove());

test('links are followed inside the chosen folder, and none leads out or in a circle', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'forger-outside-'));
  try {
    await writeFile(join(outside, 'secret.png'), 'x');
    for (const path of ['pool/a.png', 'pool/b.png', 'cats/c.png']) await places.put(path);
    const links: Record<string, string> = {
      'cats/linked.png': '../pool/a.png',
      'cats/all': '../pool',
      'pool/back': '../cats',
      'cats/root': places.folder,
      'broken.png': 'gone.png',
      self: 'self',
      'out.png': join(outside, 'secret.png'),
      out: outside,
    };
    for (const [path, target] of Object.entries(links)) await symlink(target, join(places.folder, path));
    const source = await places.pictures();
    expect(source.files).toEqual([
      ...['cats/c.png', 'cats/linked.png', 'cats/all/a.png', 'cats/all/b.png'],
      ...['pool/a.png', 'pool/b.png', 'pool/back/c.png', 'pool/back/linked.png'],
    ]);
    expect(placeOf(source, 'cats/linked.png')).toBe(join(places.folder, 'pool/a.png'));
    expect(placeOf(source, 'cats/c.png')).toBe(join(places.folder, 'cats/c.png'));
    const around = 'a link to a folder around it, which would never end';
    expect(source.refused.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'broken.png', reason: 'a link that leads nowhere, or where Forger may not look' },
      { path: 'cats/all/back', reason: around },
      { path: 'cats/root', reason: around },
      {
        path: 'out',
        reason: 'a link to a folder of 1 file; links out of the folder are not followed: put the folder itself here',
      },
      { path: 'out.png', reason: 'a link; links out of the folder are not followed' },
      { path: 'pool/back/all', reason: around },
      { path: 'pool/back/root', reason: around },
      { path: 'self', reason: 'a link that leads in a circle' },
    ]);
  } finally {
    await rm(outside, { recursive: true });
  }
});
