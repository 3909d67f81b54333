import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OWN_IDENTITY } from '../../electron/store/files/process-identity.ts';
import type { Library } from '../../electron/store/index.ts';
import { libraryWithRun, metricRow } from './support/fixtures.ts';

const FOREIGN = { host: '000000000000', pid: 1, start: null };

/** A living process that does nothing. */
async function idleProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return `${OWN_IDENTITY.start!.split('-')[0]}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

describe('the lock of a run', () => {
  let library: Library;
  let id: string;
  let path: string;
  beforeEach(async () => {
    ({ library, id } = await libraryWithRun());
    path = join(library.runDir(id), 'lock');
  });

  const write = (holder: object | string): Promise<void> =>
    writeFile(
      path,
      typeof holder === 'string' ? holder : JSON.stringify({ owner: 'app', nonce: '0123456789abcdef', ...holder }),
    );
  const age = async (seconds: number): Promise<void> => {
    const then = new Date(Date.now() - 1000 * seconds);
    await utimes(path, then, then);
  };

  it('lets one writer in, and the next after it left', async () => {
    const writer = await library.openWriter(id, 'cli');
    expect(await library.writerOf(id)).toMatchObject({ pid: process.pid, owner: 'cli' });
    await expect(library.openWriter(id, 'app')).rejects.toMatchObject({
      code: 'busy',
      message: 'This run is being written by the command line. Stop it there first.',
    });
    await writer.close();
    await writer.close();
    await expect(writer.log('late')).rejects.toThrow('closed');
    expect(await library.writerOf(id)).toBeNull();
    await (await library.openWriter(id, 'app')).close();
    expect(await readdir(library.runDir(id))).not.toContain('lock');
  });

  it('lets exactly one of many in at once, also over a stale lock', async () => {
    for (const stale of [false, true]) {
      if (stale) await write({ ...OWN_IDENTITY, pid: spawnSync(process.execPath, ['--version']).pid });
      const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => library.openWriter(id, 'app')));
      const won = attempts.filter((attempt) => attempt.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const attempt of attempts)
        if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'busy' });
      await won[0]!.value.appendMetrics([metricRow(1)]);
      await won[0]!.value.close();
      expect((await readdir(library.runDir(id))).filter((name) => /lock|tmp/.test(name))).toEqual([]);
    }
  });

  it('is respected while its process lives and taken over when it was killed', async () => {
    const child = await idleProcess();
    await write({ ...OWN_IDENTITY, pid: child.pid, start: await startOf(child.pid!) });
    await expect(library.openWriter(id, 'app')).rejects.toMatchObject({ code: 'busy' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await library.openWriter(id, 'app')).close();
  });

  it.runIf(process.platform === 'linux')(
    'is taken over when its process number belongs to another process now',
    async () => {
      const child = await idleProcess();
      await write({ ...OWN_IDENTITY, pid: child.pid, start: 'ffffffff-1' });
      await (await library.openWriter(id, 'app')).close();
    },
  );

  it('of another machine holds while it is refreshed, then no more', async () => {
    await write(FOREIGN);
    await expect(library.openWriter(id, 'app')).rejects.toThrow('on another machine');
    await age(121);
    const writer = await library.openWriter(id, 'app');
    await writer.close();
    expect(writer.notices).toEqual([
      expect.stringMatching(/^The lock of this run was last touched at .* taken over\.$/),
    ]);
  });

  it('dated in the future holds for nobody: it is taken over, with a sentence', async () => {
    for (const text of [FOREIGN, '{']) {
      await write(text);
      await age(-366 * 86_400);
      expect(await library.writerOf(id)).toBeNull();
      const writer = await library.openWriter(id, 'app');
      await writer.close();
      if (text === FOREIGN) {
        expect(writer.notices).toEqual([expect.stringContaining('was dated in the future (2')]);
        expect(await library.readLog(id)).toContain(writer.notices[0]);
        expect((await library.listRuns())[0]?.damage).toBe(writer.notices[0]);
      }
    }
    // A clock that is a little ahead is no silence.
    await write(FOREIGN);
    await age(-60);
    await expect(library.openWriter(id, 'app')).rejects.toThrow('on another machine');
  });

  it('that cannot be read holds for a moment, then no more', async () => {
    for (const text of [
      '',
      '{',
      'null',
      '{"pid":"x"}',
      JSON.stringify({ ...FOREIGN, owner: 'app', nonce: '../../x' }),
    ]) {
      await write(text);
      await expect(library.openWriter(id, 'app')).rejects.toMatchObject({ code: 'busy' });
      await age(6);
      await (await library.openWriter(id, 'app')).close();
    }
  });

  it('of a claim that was killed half-way is taken over as well', async () => {
    const dead = { ...OWN_IDENTITY, pid: spawnSync(process.execPath, ['--version']).pid, owner: 'app' };
    await write({ ...dead, nonce: '00000000000000aa' });
    await writeFile(`${path}.00000000000000aa`, JSON.stringify({ ...dead, nonce: '00000000000000bb' }));
    await (await library.openWriter(id, 'app')).close();
    expect((await readdir(library.runDir(id))).filter((name) => name.includes('lock'))).toEqual([]);
  });

  it('that was lost stops its writer, which then leaves the new one alone', async () => {
    const writer = await library.openWriter(id, 'app');
    await rm(path);
    const other = await library.openWriter(id, 'cli');
    await expect(writer.appendMetrics([metricRow(1)])).rejects.toThrow('Another program has taken over this run');
    await expect(writer.close()).rejects.toMatchObject({ code: 'busy' });
    await other.appendMetrics([metricRow(1)]);
    expect(await library.writerOf(id)).toMatchObject({ owner: 'cli' });
    await other.close();
  });

  it('tells training from interrupted', async () => {
    const writer = await library.openWriter(id, 'app');
    await writer.setStatus({ state: 'training', step: 3, imagesPerSecond: 5 });
    expect(await library.readStatus(id)).toMatchObject({ state: 'training', owner: 'app' });
    await rm(path);
    expect(await library.readStatus(id)).toMatchObject({
      state: 'interrupted',
      step: 3,
      owner: null,
      imagesPerSecond: null,
    });
    await write({ ...OWN_IDENTITY, pid: spawnSync(process.execPath, ['--version']).pid });
    expect((await library.listRuns())[0]!.status).toMatchObject({ state: 'interrupted', step: 3 });
    const again = await library.openWriter(id, 'cli');
    expect(await library.readStatus(id)).toMatchObject({ state: 'training', owner: 'cli' });
    await again.setStatus({ state: 'stopped', message: 'Stopped.' });
    await again.close();
    expect(await library.readStatus(id)).toMatchObject({ state: 'stopped', step: 3, owner: null, message: 'Stopped.' });
  });
});
