import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LINUX_HOME, PACKAGE } from '../../build/packaging/facts.mjs';
import { appImageObstacle, makeAppDir, makeAppImage } from '../../build/packaging/linux/appimage.mjs';
import { findProgram } from '../../build/setup/process.mjs';
import { folderWith } from '../setup/support/folder.ts';

const run = promisify(execFile);
const META = { version: '7.8.9', arch: 'x64', date: new Date('2026-11-30'), quick: true } as const;
/** What an AppImage begins with, as far as anybody looks. */
const RUNTIME = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\x00AI\x02', 'latin1'), Buffer.alloc(5000, 7)]);

/** A folder with an app that says where it is and what it was asked, and a runtime. */
async function prepare(name = 'tree'): Promise<{ folder: string; tree: string; runtime: string }> {
  const folder = await folderWith({ [`${name}/resources/a b.txt`]: 'inside' });
  const tree = join(folder, name);
  const says = '#!/bin/sh\necho "$(dirname "$(readlink -f "$0")")" "$@"\n';
  await mkdir(join(tree, 'bin'));
  for (const program of [PACKAGE.name, `bin/${PACKAGE.name}`])
    await writeFile(join(tree, program), says, { mode: 0o755 });
  const runtime = join(folder, 'runtime');
  await writeFile(runtime, RUNTIME);
  return { folder, tree, runtime };
}

afterEach(() => vi.unstubAllEnvs());

describe.runIf(process.platform === 'linux')('the folder that becomes an AppImage', () => {
  test('starts the app from wherever it lies, with its words', async () => {
    const { folder, tree } = await prepare();
    const appDir = join(folder, 'für ä#b 100%20');
    await makeAppDir(tree, appDir, META);
    const { stdout } = await run(join(appDir, 'AppRun'), ['two words', '--x'], { cwd: '/' });
    expect(stdout).toBe(`${join(appDir, LINUX_HOME)} two words --x\n`);
    const { stdout: commandLine } = await run(join(appDir, 'usr/bin', PACKAGE.name), ['doctor']);
    expect(commandLine).toBe(`${join(appDir, LINUX_HOME, 'bin')} doctor\n`);
    expect(await readFile(join(appDir, LINUX_HOME, 'resources/a b.txt'), 'utf8')).toBe('inside');
  });

  test('tells a desktop of it, by links that hold wherever it lies, and leaves the sandbox alone', async () => {
    const { folder, tree } = await prepare();
    const appDir = join(folder, 'AppDir');
    await makeAppDir(tree, appDir, META);
    await makeAppDir(tree, appDir, META);
    const top = (await readdir(appDir)).sort();
    expect(top).toEqual(['.DirIcon', 'AppRun', `${PACKAGE.name}.desktop`, `${PACKAGE.name}.png`, 'usr']);
    const entry = await readFile(join(appDir, `${PACKAGE.name}.desktop`), 'utf8');
    expect(entry).toContain(`\nExec=${PACKAGE.name} %F\n`);
    expect(entry).toContain(`\nIcon=${PACKAGE.name}\n`);
    expect(entry).toContain('\nX-AppImage-Version=7.8.9\n');
    expect(entry).not.toContain('sandbox');
    expect((await readFile(join(appDir, '.DirIcon'))).subarray(1, 4).toString()).toBe('PNG');
    expect(await readFile(join(appDir, 'usr/share/metainfo/org.forger.Forger.metainfo.xml'), 'utf8')).toContain(
      '"7.8.9"',
    );
    for (const name of ['AppRun', '.DirIcon', `${PACKAGE.name}.desktop`])
      expect((await readlink(join(appDir, name))).startsWith('/'), name).toBe(false);
  });
});

describe.runIf(findProgram('mksquashfs') && findProgram('unsquashfs'))('an AppImage', () => {
  test('is the runtime, and behind it the folder', async () => {
    const { folder, tree, runtime } = await prepare();
    vi.stubEnv('FORGER_APPIMAGE_RUNTIME', runtime);
    expect(await appImageObstacle()).toBeNull();
    const file = await makeAppImage(tree, folder, META);
    expect(file).toBe(join(folder, `${PACKAGE.name}-7.8.9-x86_64.AppImage`));
    expect((await readFile(file)).subarray(0, RUNTIME.length)).toEqual(RUNTIME);
    expect((await stat(file)).mode & 0o777).toBe(0o755);
    const out = join(folder, 'out');
    await run('unsquashfs', ['-quiet', '-no-progress', '-offset', String(RUNTIME.length), '-dest', out, file]);
    expect((await run(join(out, 'AppRun'))).stdout).toBe(`${join(out, LINUX_HOME)}\n`);
    expect(await readdir(folder)).not.toContain('.AppDir');
  });
});

test('what is no runtime of AppImages is said, and which variable named it', async () => {
  const { folder, tree } = await prepare();
  const other = join(folder, 'other');
  await writeFile(other, '\x7fELF, but of another kind');
  for (const named of [other, join(folder, 'gone')]) {
    vi.stubEnv('FORGER_APPIMAGE_RUNTIME', named);
    const sentence = /is no runtime of AppImages\. Let FORGER_APPIMAGE_RUNTIME name one, or leave it out\.$/;
    expect(await appImageObstacle()).toMatch(findProgram('mksquashfs') ? sentence : /squashfs-tools/);
    await expect(makeAppImage(tree, folder, META)).rejects.toThrow(
      findProgram('mksquashfs') ? sentence : /squashfs-tools/,
    );
  }
});
