import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryBeside } from '../../electron/store/files/index.ts';
import { OWN_IDENTITY } from '../../electron/store/files/process-identity.ts';
import { Library } from '../../electron/store/index.ts';
import { copyLibrary, planMove } from '../../electron/store/move-library.ts';
import { treeHash } from './support/tree-hash.ts';
import { checkpointAt, libraryWithRun, metricRow } from './support/fixtures.ts';
import { smallDisk } from './support/small-disk.ts';

const disk = await smallDisk();

describe('a library that is moved', () => {
  let library: Library;
  let id: string;
  let world: string;
  let to: string;
  beforeEach(async () => {
    world = await mkdtemp(join(tmpdir(), 'forger-move-'));
    to = join(world, 'new', 'place');
    ({ library, id } = await libraryWithRun());
    const writer = await library.openWriter(id, 'app');
    await writer.appendMetrics(Array.from({ length: 100 }, (_, at) => metricRow(at + 1)));
    for (const step of [10, 20]) await writer.writeCheckpoint(checkpointAt(step));
    await writer.writeSamples('epoch-0001.png', Uint8Array.of(1, 2, 3));
    await writer.close();
  });
  afterEach(() => rm(world, { recursive: true, force: true, maxRetries: 10 }));

  it('is the same to the byte in its new place, and the old one stays', async () => {
    const before = treeHash(library.dir);
    const plan = await planMove(library.dir, to);
    const seen: number[] = [];
    await copyLibrary(library.dir, to, {
      onProgress: ({ doneBytes, totalBytes }) => {
        expect(totalBytes).toBe(plan.bytes);
        seen.push(doneBytes);
      },
    });
    expect(seen.at(-1)).toBe(plan.bytes);
    expect(treeHash(library.dir)).toBe(before);
    expect(treeHash(join(to, 'runs'))).toBe(treeHash(join(library.dir, 'runs')));
    const moved = await Library.open(to);
    expect((await moved.fingerprint(id)).sha256).toBe((await library.fingerprint(id)).sha256);
    expect((await moved.listRuns()).map((run) => run.path)).toEqual([join(to, 'runs', id)]);
  });

  it('goes on where it was cut short, and takes what changed since', async () => {
    await mkdir(to, { recursive: true });
    await writeFile(join(to, '.forger-move'), library.dir);
    await mkdir(join(to, 'runs', id), { recursive: true });
    await writeFile(join(to, 'runs', id, 'run.json'), 'half of it');
    await writeFile(join(to, 'runs', id, 'gone.txt'), 'not in the library any more');
    await expect(Library.open(to)).rejects.toMatchObject({ code: 'invalid-request' });
    await copyLibrary(library.dir, to);
    expect(treeHash(join(to, 'runs'))).toBe(treeHash(join(library.dir, 'runs')));
    expect(await (await Library.open(to)).listRuns()).toHaveLength(1);
  });

  it.each(['runs', 'datasets', 'presets'])(
    'takes %s along that lie on another disk, with a link in their place',
    async (room) => {
      await mkdir(join(library.dir, 'presets'), { recursive: true });
      await writeFile(join(library.dir, room, 'note.txt'), 'mine');
      const before = treeHash(join(library.dir, room));
      await cp(join(library.dir, room), join(world, 'large', room), { recursive: true, preserveTimestamps: true });
      await rm(join(library.dir, room), { recursive: true });
      await symlink(join(world, 'large', room), join(library.dir, room));
      expect((await planMove(library.dir, to)).elsewhere).toEqual([join(world, 'large', room)]);
      await expect(planMove(library.dir, join(world, 'large', room, 'new'))).rejects.toMatchObject({
        code: 'invalid-request',
      });
      await copyLibrary(library.dir, to);
      expect((await lstat(join(to, room))).isDirectory()).toBe(true);
      expect(treeHash(join(to, room))).toBe(before);
      expect(await (await Library.open(to)).listRuns()).toHaveLength(1);
    },
  );

  it.each([
    ['a run', (): string => join(library.runDir(id), '..', 'elsewhere')],
    ['a file of a run', (): string => join(library.runDir(id), 'tensorboard')],
    ['a file of the library', (): string => join(library.dir, 'line.json')],
  ])('is not moved without a word while a link stands in place of %s', async (_what, path) => {
    await symlink(world, path());
    await expect(planMove(library.dir, to)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('would be left behind'),
    });
    await rm(path());
    execFileSync('mkfifo', [path()]);
    await expect(copyLibrary(library.dir, to)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('leaves nothing behind where it is cancelled', async () => {
    const controller = new AbortController();
    const copying = copyLibrary(library.dir, to, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(to)).toEqual([]);
    expect(await library.listRuns()).toHaveLength(1);
  });

  it('goes into no folder with other files, in itself, or above itself', async () => {
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'letter.txt'), 'mine');
    for (const place of [to, join(library.dir, 'inside'), join(library.dir, '..'), library.dir])
      await expect(copyLibrary(library.dir, place)).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await readFile(join(to, 'letter.txt'), 'utf8')).toBe('mine');
    expect(await readdir(to)).toEqual(['letter.txt']);
  });

  it('is not moved while a program writes one of its runs', async () => {
    const writer = await library.openWriter(id, 'cli');
    await expect(planMove(library.dir, to)).rejects.toMatchObject({ code: 'busy' });
    await writer.close();
    await expect(planMove(library.dir, to)).resolves.toMatchObject({ to });
  });

  it('is not moved while another program imports into it or keeps an archive open, which a copy would miss', async () => {
    const { host } = OWN_IDENTITY;
    const others = join(library.dir, 'datasets', `.tmp-${host}-${process.ppid}--0123456789ab`);
    const dead = `.tmp-${host}-${spawnSync(process.execPath, ['--version']).pid}--0123456789ab`;
    await mkdir(join(library.dir, 'datasets', dead), { recursive: true });
    // Whoever moves it knows what is its own.
    const own = temporaryBeside(join(library.dir, 'datasets', 'unpacked'));
    await mkdir(own);
    await writeFile(join(own, 'cat.png'), 'a cat');
    await mkdir(others);
    for (const move of [planMove, copyLibrary])
      await expect(move(library.dir, to)).rejects.toMatchObject({
        code: 'busy',
        message: expect.stringContaining('Let it end or close it, then move the library.'),
      });
    await rm(others, { recursive: true });
    await copyLibrary(library.dir, to);
    expect(await readdir(join(to, 'datasets'))).toEqual([]);
    expect(await readFile(join(own, 'cat.png'), 'utf8')).toBe('a cat');
  });

  it('is no copy to be used where another program began an import meanwhile; it goes on when that has ended', async () => {
    const others = join(library.dir, 'datasets', `.tmp-${OWN_IDENTITY.host}-${process.ppid}--0123456789ab`);
    let begun = false;
    const onProgress = (): void => {
      if (!begun) mkdirSync(others, { recursive: true });
      begun = true;
    };
    await expect(copyLibrary(library.dir, to, { onProgress })).rejects.toMatchObject({ code: 'busy' });
    await expect(Library.open(to)).rejects.toMatchObject({ code: 'invalid-request' });
    await mkdir(join(library.dir, 'datasets', 'images-1'));
    await writeFile(join(library.dir, 'datasets', 'images-1', 'dataset.json'), '{}');
    await rm(others, { recursive: true });
    await copyLibrary(library.dir, to);
    expect(treeHash(join(to, 'datasets'))).toBe(treeHash(join(library.dir, 'datasets')));
  });

  it.skipIf(disk.missing !== null)(
    'is not begun where the disk has no room for it, and says how much it takes',
    async () => {
      const place = join(disk.folder, 'library');
      await expect(copyLibrary(library.dir, place)).rejects.toMatchObject({
        code: 'no-space',
        message: expect.stringMatching(/The library takes .* MB, and only .* MB are free there/),
      });
      expect(await readdir(disk.folder)).toEqual([]);
    },
  );
});
