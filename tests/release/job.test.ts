import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notesOf } from '../../build/release/notes.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

let folder = '';

/** What npm is in these tests: it notes what it was asked, fails where it is told to, and leaves a package. */
const NPM = `#!/bin/sh
echo "$*" >> "$CALLS"
[ "$*" = "$FAILS" ] && exit 1
[ "$*" = "run test:packages -- --release" ] && echo package > dist/forger_9.8.7_amd64.deb && echo other > dist/forger_0.1.9_amd64.deb
exit 0
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-release-'));
  for (const part of ['build', 'electron/shared/vision-network.json'])
    await cp(join(PROJECT, part), join(folder, part), { recursive: true });
  await mkdir(join(folder, 'dist'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/npm'), NPM);
  await chmod(join(folder, 'bin/npm'), 0o755);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'forger', productName: 'Forger', version: '9.8.7', type: 'module' }),
  );
  await writeFile(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 9.8.7\n\n- New.\n\n## 9.8.6\n\n- Old.\n');
});
afterEach(() => rm(folder, { recursive: true }));

const release = (words: string[], environment: Record<string, string> = {}): Promise<{ stdout: string }> =>
  run(process.execPath, [join(folder, 'build/release/job.mjs'), ...words], {
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      CALLS: join(folder, 'calls'),
      FAILS: '',
      ...environment,
    },
  });
const calls = async (): Promise<string[]> => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');

test.runIf(process.platform === 'linux')(
  'audits, tests, makes and tries the packages, and sums up those of this version',
  async () => {
    const { stdout } = await release(['--tag', 'v9.8.7']);
    expect(await calls()).toEqual(['audit --omit=dev --audit-level=high', 'test', 'run test:packages -- --release']);
    expect(await readdir(join(folder, 'dist/release'))).toEqual(['SHA256SUMS-linux', 'forger_9.8.7_amd64.deb']);
    const { stdout: checked } = await run('sha256sum', ['--check', 'SHA256SUMS-linux'], {
      cwd: join(folder, 'dist/release'),
    });
    expect(checked).toBe('forger_9.8.7_amd64.deb: OK\n');
    expect(stdout).toContain('is not signed');
  },
);

test.runIf(process.platform === 'linux')(
  'releases nothing where a step fails, the tag is another, or nothing is said of the version',
  async () => {
    await expect(release([], { FAILS: 'test' })).rejects.toThrow(/Nothing is released: npm test failed/);
    expect(await calls()).toEqual(['audit --omit=dev --audit-level=high', 'test']);
    await expect(release(['--tag', 'v9.8.6'])).rejects.toThrow(/The tag v9\.8\.6 is not/);
    await writeFile(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 9.8.6\n\n- Old.\n');
    await expect(release([])).rejects.toThrow(/says nothing of 9\.8\.7/);
    expect(await readdir(join(folder, 'dist'))).toEqual([]);
  },
);

test('the workflow calls scripts of the project and holds no other command', async () => {
  const text = await readFile(join(PROJECT, '.github/workflows/release.yml'), 'utf8');
  const commands = [...text.matchAll(/run: *(.*)/g)].map(([, command = '']) => command);
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands)
    expect(command).toMatch(
      /^node build\/release\/\w+\.mjs( --tag| [\w$"{}.]+)*( "\$(env:)?GITHUB_REF_NAME"( made)?)$/,
    );
});

test('notes are those of the version, up to the next heading', () => {
  expect(notesOf('# C\n\n## 1.0.1\n\n- a\n\n## 1.0.0\n\n- b\n', '1.0.1')).toBe('- a');
  expect(notesOf('# C\n\n## 1.0.1\n\n- a\n\n## 1.0.0\n\n- b\n', '1.0.0')).toBe('- b');
  expect(notesOf('# C\n\n## 1.0.1\n\n- a\n', '1.0')).toBeNull();
});
