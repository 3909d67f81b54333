import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '@shared/contract/errors.ts';
import { Mover } from '../../electron/main/library/mover.ts';
import { Library } from '../../electron/store/index.ts';
import { checkpointAt, newRun } from '../store/support/values.ts';

let home: string;
let library: Library;
let id: string;
let mover: Mover;
let ended: Promise<{ moved?: { from: string; to: string }; error?: Failure }>;
const open = vi.fn(async (dir: string) => void (library = await Library.open(dir)));
const trash = vi.fn(async (path: string) => rm(path, { recursive: true }));

beforeEach(async () => {
  vi.clearAllMocks();
  home = await mkdtemp(join(tmpdir(), 'forger-mover-'));
  library = await Library.open(join(home, 'old'));
  ({ id } = await library.createRun(newRun()));
  const writer = await library.openWriter(id, 'app');
  await writer.writeCheckpoint(checkpointAt(10));
  await writer.close();
  ended = new Promise((resolve) => {
    mover = new Mover({
      dir: () => library.dir,
      open,
      trash,
      onProgress: () => undefined,
      onDone: (moved) => resolve({ moved }),
      onFailed: (error) => resolve({ error }),
      log: () => undefined,
    });
  });
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

describe('Mover', () => {
  it('switches over when all is copied, and puts the old folder into the trash only when told to', async () => {
    const [from, to] = [library.dir, join(home, 'new')];
    await expect(mover.discardOld()).rejects.toMatchObject({ code: 'not-found' });
    expect(await mover.plan(to)).toMatchObject({ to });
    mover.start();
    expect(mover.busy).toBe(true);
    expect((await ended).moved).toEqual({ from, to });
    expect([mover.busy, library.dir]).toEqual([false, to]);
    expect((await library.newestCheckpoint(id))?.step).toBe(10);
    expect(trash).not.toHaveBeenCalled();
    await mover.discardOld();
    expect(trash).toHaveBeenCalledExactlyOnceWith(from);
    await expect(mover.discardOld()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('makes a folder of its own beside other files', async () => {
    await mkdir(join(home, 'documents'));
    await writeFile(join(home, 'documents', 'letter.txt'), 'mine');
    expect(await mover.plan(join(home, 'documents'))).toMatchObject({ to: join(home, 'documents', 'Forger') });
  });

  it('leaves the old library in use where it is cancelled, and nothing in the new place', async () => {
    const from = library.dir;
    await mover.plan(join(home, 'new'));
    mover.start();
    expect(() => mover.start()).toThrow();
    mover.cancel();
    expect((await ended).error?.code).toBe('cancelled');
    expect(open).not.toHaveBeenCalled();
    expect([library.dir, mover.busy]).toEqual([from, false]);
    expect(await readdir(join(home, 'new')).catch(() => [])).toEqual([]);
  });
});
