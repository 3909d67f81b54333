import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { checkSystemPackages, installable, missingPackages } from '../../build/setup/steps/system-packages.mjs';
import { folderWith } from './support/folder.ts';
import { recordedReport } from './support/recorder.ts';

const LISTING = [
  'libnss3\tii \t',
  'libgtk-3-0t64\tii \tlibgtk-3-0 (= 3.24.41)',
  'xvfb\trc \t',
  'mesa-libgallium\tii \tlibone, libtwo (= 1)',
  '',
].join('\n');

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a package counts as present when it, another name of it or a provider is installed', () => {
  const wanted = [['libnss3'], ['libgtk-3-0'], ['libtwo'], ['xvfb'], ['old', 'libnss3'], ['nowhere']];
  expect(missingPackages(wanted, LISTING)).toEqual([['xvfb'], ['nowhere']]);
});

test('of several names the one that apt can install is taken', () => {
  const policy = [
    'libasound2:\n  Installed: (none)\n  Candidate: (none)\n  Version table:',
    'libasound2t64:\n  Installed: (none)\n  Candidate: 1.2.11\n  Version table:',
    'xauth:\n  Installed: (none)\n  Candidate: 1:1.1.2',
  ].join('\n');
  expect(installable([['libasound2', 'libasound2t64'], ['xauth'], ['unknown']], policy)).toEqual([
    'libasound2t64',
    'xauth',
    'unknown',
  ]);
});

/** A Debian where only some packages are installed; apt-get writes down what it is asked. */
async function fakeDebian(installed: string[]): Promise<{ log: () => Promise<string> }> {
  const lines = installed.map((name) => `printf '%s\\tii \\t\\n' ${name}`).join('\n');
  const folder = await folderWith({
    'dpkg-query': `#!/bin/sh\n${lines}\n`,
    'apt-cache': '#!/bin/sh\nshift\nfor name in "$@"; do printf "%s:\\n  Candidate: 1.0\\n" "$name"; done\n',
    'apt-get': '#!/bin/sh\necho "$@" >> "$(dirname "$0")/log"\n',
    log: '',
  });
  for (const program of ['dpkg-query', 'apt-cache', 'apt-get']) await chmod(join(folder, program), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  return { log: () => readFile(join(folder, 'log'), 'utf8') };
}

const onLinux = test.runIf(process.platform === 'linux');
const ALMOST_ALL = [
  'libgtk-3-0',
  'libx11-xcb1',
  'libnss3',
  'libgbm1',
  'libxss1',
  'libnotify4',
  'libxtst6',
  'at-spi2-core',
  'libatk-bridge2.0-0',
];
const WINDOW_ONLY = { window: true, tests: false, buildTools: false, python: false };

onLinux('root gets the missing packages installed, and only those', async () => {
  const { log } = await fakeDebian(ALMOST_ALL);
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  const { report, text } = recordedReport();
  await checkSystemPackages(report, WINDOW_ONLY);
  expect(await log()).toBe('update -q\ninstall -y -q --no-install-recommends libasound2\n');
  expect(text()).toContain('installed 1');
});

onLinux('anyone else gets one line to copy, and nothing is installed', async () => {
  const { log } = await fakeDebian(ALMOST_ALL.slice(1));
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const { report } = recordedReport();
  await expect(checkSystemPackages(report, WINDOW_ONLY)).rejects.toThrow(
    /\n {4}(sudo )?apt-get install -y libgtk-3-0 libasound2\n/,
  );
  expect(await log()).toBe('');
});

onLinux('where all is there, apt is not asked', async () => {
  const { log } = await fakeDebian([...ALMOST_ALL, 'libasound2t64']);
  const { report, text } = recordedReport();
  await checkSystemPackages(report, WINDOW_ONLY);
  expect(await log()).toBe('');
  expect(text()).toContain('all here');
});
