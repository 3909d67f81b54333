import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { emptyPartial, hashFile } from './files.mjs';
import { run, SetUpError } from './process.mjs';
import { megabytes } from './report.mjs';

/** @typedef {{ wheel: string, sha256: string, bytes: number }} Wheel a wheel by its file name */

const NAME = /^(?<name>\w+)-(?<version>[\w.]+)-(?<python>[\w.]+)-(?<abi>\w+)-(?<platform>[\w.]+)\.whl$/;

/**
 * What to ask pip for, to get just this wheel whatever Python and system run pip: nothing of a wheel is ever imported.
 *
 * @param {string} wheel its file name
 * @returns {{ requirement: string, target: string[] }}
 */
export function wheelRequest(wheel) {
  const { name = '', version = '', python = '', platform = '' } = NAME.exec(wheel)?.groups ?? {};
  // A wheel for one CPython says which ("cp311"); others suit any.
  const [, major, minor] = /^cp(\d)(\d+)$/.exec(python) ?? [];
  const interpreter = major === undefined ? [] : ['--implementation', 'cp', '--python-version', `${major}.${minor}`];
  return {
    requirement: `${name.replaceAll('_', '-')}==${version}`,
    target: [...interpreter, '--platform', platform.split('.')[0] ?? ''],
  };
}

/**
 * Fetches a wheel with pip, unless it lies among the downloads already.
 *
 * @param {import('./report.mjs').Report} report
 * @param {string} cache
 * @param {Wheel} pin
 * @returns {Promise<string>} the wheel, checked; whoever unpacked it removes it
 * @throws {SetUpError} where pip cannot have it, or what came is another file
 */
export async function fetchWheel(report, cache, { wheel: name, sha256, bytes }) {
  const wheel = join(cache, 'downloads', name);
  if ((await hashFile(wheel).catch(() => null)) === sha256) return wheel;
  const { requirement, target } = wheelRequest(name);
  const arriving = await emptyPartial(cache, name);
  const temporary = join(arriving, 'tmp');
  await mkdir(temporary);
  const requirements = join(arriving, 'requirements.txt');
  await writeFile(requirements, `${requirement} --hash=sha256:${sha256}\n`);
  report.work(`fetching ${requirement} with pip (${megabytes(bytes)})`);
  const options = [
    '--no-deps',
    '--require-hashes',
    '--only-binary=:all:',
    '--no-cache-dir',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
  ];
  await run('python3', ['-m', 'pip', 'download', ...options, ...target, '--dest', arriving, '-r', requirements], {
    env: { TMPDIR: temporary },
    watch: { folder: temporary, total: bytes, stallMs: 300_000, report },
    otherwise: `pip could not fetch ${requirement}`,
  });
  if ((await hashFile(join(arriving, name)).catch(() => null)) !== sha256) {
    throw new SetUpError(`${name} is not what it was: its hash differs from the pinned one. Nothing of it was used.`);
  }
  await mkdir(dirname(wheel), { recursive: true });
  await rename(join(arriving, name), wheel);
  await rm(arriving, { recursive: true });
  return wheel;
}
