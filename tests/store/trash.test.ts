import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TRASH_DAYS } from '@shared/trash.ts';
import type { Library } from '../../electron/store/index.ts';
import {
  deleteForGood,
  emptyTrash,
  handToSystem,
  listTrash,
  moveToTrash,
  restoreFromTrash,
  settleTrash,
  weighTrash,
} from '../../electron/store/trash.ts';
import { treeHash } from './support/tree-hash.ts';
import { libraryWithRun, newRun } from './support/fixtures.ts';

/** When what was deleted today has lain there long enough. */
const LATER = new Date(Date.now() + (TRASH_DAYS + 1) * 86_400_000);
const WHAT = { kind: 'run', name: 'First try' } as const;

describe('what was deleted', () => {
  let library: Library;
  let id: string;
  let folder: string;
  let before: string;
  beforeEach(async () => {
    ({ library, id } = await libraryWithRun());
    folder = library.runDir(id);
    before = treeHash(folder);
  });
  const runs = async (): Promise<string[]> => (await library.listRuns()).map((run) => run.id);
  const entries = async (): Promise<string[]> => readdir(join(library.dir, '.trash')).catch(() => []);

  it('is gone from the library, listed, and comes back as it was', async () => {
    const entry = await moveToTrash(library.dir, folder, WHAT);
    expect([await runs(), await listTrash(library.dir)]).toEqual([[], [entry]]);
    expect(await restoreFromTrash(library.dir, entry.id)).toEqual(entry);
    expect([await runs(), await listTrash(library.dir), await entries()]).toEqual([[id], [], []]);
    expect(treeHash(folder)).toBe(before);
  });

  it('does not come back over another of its name, nor from where it is not', async () => {
    const { id: entry } = await moveToTrash(library.dir, folder, WHAT);
    await mkdir(folder);
    await expect(restoreFromTrash(library.dir, entry)).rejects.toMatchObject({ code: 'invalid-request' });
    for (const wrong of ['000000000000', '../runs', ''])
      await expect(restoreFromTrash(library.dir, wrong)).rejects.toMatchObject({ code: 'not-found' });
    await expect(moveToTrash(library.dir, join(folder, 'nothing'), WHAT)).rejects.toMatchObject({ code: 'not-found' });
    expect(await entries()).toHaveLength(1);
  });

  it('goes to the system’s trash, and what is put back from there returns to its place at the next start', async () => {
    const { id: entry } = await moveToTrash(library.dir, folder, WHAT);
    const away = join(library.dir, 'elsewhere');
    const from = join(library.dir, '.trash', entry, id);
    await handToSystem(library.dir, entry, (path) => rename(path, away));
    expect(await listTrash(library.dir)).toEqual([]);
    const trash = vi.fn();
    await settleTrash(library.dir, trash, LATER);
    await rename(away, from);
    await settleTrash(library.dir, trash, LATER);
    expect(trash).not.toHaveBeenCalled();
    expect(await runs()).toEqual([id]);
    expect(treeHash(folder)).toBe(before);
  });

  it('is finished at the next start where a kill came between, before or after the move', async () => {
    const { id: entry } = await moveToTrash(library.dir, folder, WHAT);
    const content = join(library.dir, '.trash', entry, id);
    // Killed before the move: an entry of something that is still in its place.
    await rename(content, folder);
    await settleTrash(library.dir, vi.fn(), LATER);
    expect([await runs(), await entries()]).toEqual([[id], []]);
    // Killed after it.
    await moveToTrash(library.dir, folder, WHAT);
    const taken = vi.fn(async (path: string) => rm(path, { recursive: true }));
    await settleTrash(library.dir, taken, new Date());
    expect(taken).not.toHaveBeenCalled();
    await settleTrash(library.dir, taken, LATER);
    expect(taken).toHaveBeenCalledOnce();
    expect([await runs(), await listTrash(library.dir)]).toEqual([[], []]);
  });

  it('stays where the system has no trash, until it is deleted for good', async () => {
    const { id: entry } = await moveToTrash(library.dir, folder, WHAT);
    const none = (): Promise<void> => Promise.reject(new Error('no trash here'));
    await expect(settleTrash(library.dir, none, LATER)).rejects.toThrow('no trash here');
    expect(await listTrash(library.dir)).toHaveLength(1);
    const { trash } = await library.libraryUse();
    expect(trash).toBeGreaterThan(1000);
    expect((await weighTrash(library.dir)).map(({ id, bytes }) => [id, bytes])).toEqual([[entry, trash]]);
    await restoreFromTrash(library.dir, entry);
    await moveToTrash(library.dir, folder, WHAT);
    const { id: again } = await moveToTrash(library.dir, library.runDir((await library.createRun(newRun())).id), WHAT);
    await deleteForGood(library.dir, again);
    await expect(deleteForGood(library.dir, again)).rejects.toMatchObject({ code: 'not-found' });
    expect(await listTrash(library.dir)).toHaveLength(1);
    await emptyTrash(library.dir);
    await expect(stat(join(library.dir, '.trash'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await library.libraryUse()).trash).toBe(0);
  });

  it('leads nowhere outside the library where its entry was altered', async () => {
    const { id: entry } = await moveToTrash(library.dir, folder, WHAT);
    const record = join(library.dir, '.trash', entry, 'entry.json');
    for (const from of ['../outside', 'runs/../../outside', '/etc/passwd', 'runs'])
      await writeFile(
        record,
        JSON.stringify({ ...WHAT, from, deletedAt: new Date().toISOString(), handed: false }),
      ).then(() => expect(restoreFromTrash(library.dir, entry)).rejects.toMatchObject({ code: 'not-found' }));
  });
});
