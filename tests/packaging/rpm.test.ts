import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHROME_SANDBOX, IN_USE, LINUX_HOME, LINUX_PROGRAM } from '../../build/packaging/facts.mjs';
import { makeRpm, rpmName } from '../../build/packaging/linux/rpm.mjs';

const run = promisify(execFile);
const META = { version: '9.8.7', arch: 'x64', date: new Date('2026-01-02'), quick: true } as const;

describe.runIf(process.platform === 'linux')('the RPM package', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'forger-rpm-'));
    const tree = join(folder, 'a tree');
    for (const path of [CHROME_SANDBOX, IN_USE, 'bin/forger', 'resources/a file']) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), path);
    }
    // Any program that links the system's C library.
    await copyFile('/bin/true', join(tree, LINUX_PROGRAM));
    await chmod(join(tree, CHROME_SANDBOX), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('holds the app and what the desktop reads, asks for what it links, and keeps what runs', async () => {
    const file = await makeRpm(join(folder, 'a tree'), folder, META);
    expect(file).toBe(join(folder, rpmName('9.8.7', 'x64')));
    const ask = async (...words: string[]): Promise<string> => (await run('rpm', ['-qp', ...words, file])).stdout;
    const files = await ask('--queryformat', '[%{FILENAMES} %{FILEMODES:perms} %{FILEUSERNAME}\n]');
    expect(files).toContain(`/${LINUX_HOME}/package/resources/a file -rw-r--r-- root`);
    expect(files).toContain(`/${LINUX_HOME}/package/${CHROME_SANDBOX} -rwsr-xr-x root`);
    expect(files).toContain('/usr/share/applications/forger.desktop');
    expect(files).toMatch(/\/usr\/bin\/forger l\S+ root/);
    expect(await ask('--requires')).toContain('libc.so.6()(64bit)');
    const scripts = await ask('--scripts');
    expect(scripts).toMatch(/postinstall[^]*folder=\$forger\/9\.8\.7-[0-9a-f]{8}\n/);
    expect(scripts).toMatch(/preuninstall[^]*if \[ "\$1" -eq 0 \]; then/);
    expect(scripts).not.toContain('@');
  });
});
