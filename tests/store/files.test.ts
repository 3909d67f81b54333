import fc from 'fast-check';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendDurable,
  buildFolder,
  makeFolder,
  sweepLeftovers,
  temporaryBeside,
  writeFileAtomic,
} from '../../electron/store/files/index.ts';
import { writeAll } from '../../electron/store/files/durable.ts';
import { lifeOf, OWN_IDENTITY } from '../../electron/store/files/process-identity.ts';
import { temporaryFolder } from './support/fixtures.ts';

describe('writing all bytes', () => {
  it('goes on after every short write', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        async (bytes, lengths) => {
          const written: number[] = [];
          let call = 0;
          const short = {
            write: (buffer: Uint8Array, offset: number, length: number) => {
              const taken = Math.min(length, lengths[call++ % lengths.length]!);
              written.push(...buffer.subarray(offset, offset + taken));
              return Promise.resolve({ bytesWritten: taken, buffer });
            },
          };
          await writeAll(short as never, bytes);
          expect(written).toEqual([...bytes]);
        },
      ),
    );
  });

  it('takes a disk that accepts nothing for a full one', async () => {
    const full = { write: (buffer: Uint8Array) => Promise.resolve({ bytesWritten: 0, buffer }) };
    await expect(writeAll(full as never, Uint8Array.of(1))).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

describe('writeFileAtomic', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    await writeFileAtomic(path, 'old');
    await writeFileAtomic(path, new Uint8Array(3_000_000).fill(7));
    expect((await readFile(path)).equals(Buffer.alloc(3_000_000, 7))).toBe(true);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('removes its temporary file when it fails, and says why', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow(
      'A folder stands where a file should be.',
    );
    await expect(writeFileAtomic(join(folder, 'absent', 'x'), 'x')).rejects.toMatchObject({ code: 'not-found' });
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('makeFolder', () => {
  it('makes what is missing, and is content with what is there', async () => {
    const folder = join(await temporaryFolder(), 'a', 'b', 'c');
    await makeFolder(folder);
    await makeFolder(folder);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it('refuses where a file stands in the way', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  // Node's own recursive mkdir never returns there.
  it.runIf(process.platform === 'linux')('comes back where a folder that is there takes none', async () => {
    await expect(makeFolder('/proc/forger/deep')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('buildFolder', () => {
  it('shows nothing until all is there', async () => {
    const folder = await temporaryFolder();
    const final = join(folder, 'final');
    await buildFolder(final, async (built) => {
      await writeFile(join(built, 'a'), '1');
      await mkdir(join(built, 'deep'));
      await writeFile(join(built, 'deep', 'b'), '2');
      expect(await readdir(folder)).not.toContain('final');
    });
    expect(await readFile(join(final, 'deep', 'b'), 'utf8')).toBe('2');
    expect(await readdir(folder)).toEqual(['final']);
  });

  it('never replaces what is there unless told to', async () => {
    const folder = await temporaryFolder();
    const final = join(folder, 'final');
    const build = (text: string) => (built: string) => writeFile(join(built, 'a'), text);
    await buildFolder(final, build('old'));
    await expect(buildFolder(final, build('new'))).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await readFile(join(final, 'a'), 'utf8')).toBe('old');
    await buildFolder(final, build('new'), { replace: true });
    expect(await readFile(join(final, 'a'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['final']);
  });

  it('leaves nothing when building fails', async () => {
    const folder = await temporaryFolder();
    const failing = buildFolder(join(folder, 'final'), () =>
      Promise.reject(Object.assign(new Error('x'), { code: 'EIO' })),
    );
    await expect(failing).rejects.toThrow('The disk reports an error.');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('appendDurable', () => {
  it('adds to the end', async () => {
    const path = join(await temporaryFolder(), 'file');
    await appendDurable(path, 'a');
    await appendDurable(path, Uint8Array.of(98));
    expect(await readFile(path, 'utf8')).toBe('ab');
  });
});

describe('leftovers', () => {
  const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

  it('of dead processes go; those of living ones and everything else stay', async () => {
    const folder = await temporaryFolder();
    const { host, start } = OWN_IDENTITY;
    const dead = `.tmp-${host}-${deadPid()}-${start ?? ''}-0123456789ab`;
    const foreignOld = '.tmp-000000000000-1--0123456789ab';
    const foreignNew = '.tmp-000000000001-1--0123456789ab';
    const own = temporaryBeside(join(folder, 'x')).slice(folder.length + 1);
    for (const name of [dead, foreignOld, foreignNew, own, '.tmp-other', 'run.json']) await mkdir(join(folder, name));
    const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(folder, foreignOld), old, old);
    await sweepLeftovers(folder);
    expect((await readdir(folder)).sort()).toEqual([foreignNew, own, '.tmp-other', 'run.json'].sort());
  });

  it.runIf(process.platform === 'linux')('are told apart when a process number is given out again', () => {
    expect(lifeOf(OWN_IDENTITY)).toBe('alive');
    expect(lifeOf({ ...OWN_IDENTITY, start: 'ffffffff-1' })).toBe('dead');
    expect(lifeOf({ ...OWN_IDENTITY, pid: process.ppid, start: OWN_IDENTITY.start })).toBe('dead');
    expect(lifeOf({ ...OWN_IDENTITY, host: '000000000000' })).toBe('unknown');
  });

  it('make the mode of what is written no wider than usual', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFileAtomic(path, 'x');
    await writeFile(`${path}2`, 'x');
    expect((await stat(path)).mode).toBe((await stat(`${path}2`)).mode);
  });
});
