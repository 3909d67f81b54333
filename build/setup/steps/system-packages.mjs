import { existsSync } from 'node:fs';
import { findProgram, run, SetUpError } from '../process.mjs';

/** Debian's packages by what needs them; the second name is the one since the 64-bit time change of 2024. */
export const PACKAGES = {
  /** The libraries that Electron links, or loads as it starts. */
  window: [
    ['libgtk-3-0', 'libgtk-3-0t64'],
    ['libx11-xcb1'],
    ['libnss3'],
    ['libasound2', 'libasound2t64'],
    ['libgbm1'],
    ['libxss1'],
    ['libnotify4'],
    ['libxtst6'],
    ['at-spi2-core'],
    ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  ],
  /**
   * A display and a font where there is none, a tracer for the crash tests, 7-Zip for electron-builder's tar.gz; for the packed
   * app a root of its own, a keyboard to answer the system's dialogs, and what makes its RPM package.
   */
  tests: [
    ['xvfb'],
    ['xauth'],
    ['fonts-dejavu-core'],
    ['strace'],
    ['p7zip-full', '7zip'],
    ['bubblewrap'],
    ['xdotool'],
    ['rpm'],
  ],
  /** A whole Debian to install in, and what makes the AppImage. */
  packages: [['mmdebstrap'], ['squashfs-tools']],
};

/**
 * @param {string[][]} wanted packages, each with its other names
 * @param {string} listing dpkg-query's lines "name<tab>status<tab>what it provides"
 */
export function missingPackages(wanted, listing) {
  const present = new Set();
  for (const line of listing.split('\n')) {
    const [name = '', status = '', provides = ''] = line.split('\t');
    if (!status.startsWith('ii')) continue;
    present.add(name);
    for (const provided of provides.split(',')) present.add(provided.trim().split(' ')[0]);
  }
  return wanted.filter((names) => !names.some((name) => present.has(name)));
}

/**
 * @param {string[][]} missing
 * @param {string} policy what `apt-cache policy` says of all their names
 */
export function installable(missing, policy) {
  const offered = new Set();
  for (const block of policy.split(/\n(?=\S)/)) {
    const name = block.split(':')[0];
    if (/Candidate: (?!\(none\))\S/.test(block)) offered.add(name);
  }
  return missing.map((names) => names.find((name) => offered.has(name)) ?? names[0] ?? '');
}

/** What building the binding needs, by the programs themselves: any compiler will do. */
function missingBuildTools() {
  const missing = [];
  if (findProgram('make') === null || findProgram('g++') === null) missing.push(['build-essential']);
  return missing;
}

/** Python and its pip, by the programs themselves as well. */
async function missingPython() {
  const missing = [];
  if (findProgram('python3') === null) missing.push(['python3']);
  const pip = await run('python3', ['-m', 'pip', '--version']).catch(() => null);
  if (pip === null) missing.push(['python3-pip']);
  return missing;
}

/**
 * Installs the missing system packages when we may, else names them in one line to copy.
 *
 * @param {import('../report.mjs').Report} report
 * @param {{ window: boolean, tests: boolean, packages?: boolean, buildTools: boolean, python: boolean }} needs
 */
export async function checkSystemPackages(report, needs) {
  if (process.platform !== 'linux' || findProgram('dpkg-query') === null || findProgram('apt-get') === null) return;
  report.begin('System libraries');
  const wanted = [
    ...(needs.window || needs.tests ? PACKAGES.window : []),
    ...(needs.tests ? PACKAGES.tests : []),
    ...(needs.packages ? PACKAGES.packages : []),
  ];
  const listing = await run('dpkg-query', ['-W', '-f=${Package}\\t${db:Status-Abbrev}\\t${Provides}\\n']);
  const missing = [
    ...missingPackages(wanted, listing),
    ...(needs.buildTools ? missingBuildTools() : []),
    ...(needs.buildTools || needs.python ? await missingPython() : []),
  ];
  if (missing.length === 0) {
    report.done('all here');
    return;
  }
  const root = process.getuid?.() === 0;
  if (root) {
    report.work('apt-get update');
    await run('apt-get', ['update', '-q'], { mayOutlive: true });
  }
  const names = installable(missing, await run('apt-cache', ['policy', ...missing.flat()]));
  if (!root) {
    const sudo = existsSync('/usr/bin/sudo') ? 'sudo ' : '';
    throw new SetUpError(
      `Some system packages are missing. Install them${sudo ? '' : ' as root'}, then run the command again:\n\n    ${sudo}apt-get install -y ${names.join(' ')}\n`,
    );
  }
  report.work(`apt-get install ${names.join(' ')}`);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    mayOutlive: true,
  });
  report.done(`installed ${names.length}`);
}
