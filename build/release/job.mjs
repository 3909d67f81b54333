// npm run release [-- --tag v0.2.0]: what a release is made of on this system, from audit to checksums, in dist/release/.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashFile } from '../setup/files.mjs';
import { PROJECT } from '../setup/paths.mjs';
import { SetUpError } from '../setup/process.mjs';
import { main } from '../setup/setup.mjs';
import { notesOf } from './notes.mjs';

/** Files of dist/ that are released. */
const RELEASED = /\.(deb|rpm|AppImage|tar\.gz|exe|zip|dmg)$/;
const CHECKSUMS = `SHA256SUMS-${process.platform}`;

/** In order; the first that fails ends the release. @type {string[][]} */
const STEPS = [
  // Of what ships, not of the tools.
  ['audit', '--omit=dev', '--audit-level=high'],
  ['test'],
  // On Linux the packages are made by what installs and tries them.
  ['run', process.platform === 'linux' ? 'test:packages' : 'package', '--', '--release'],
];

/** @param {string[]} words */
function npm(words) {
  console.log(`\n━━ npm ${words.join(' ')}`);
  const windows = process.platform === 'win32';
  const { status } = spawnSync(windows ? 'npm.cmd' : 'npm', words, { cwd: PROJECT, stdio: 'inherit', shell: windows });
  if (status !== 0) throw new SetUpError(`Nothing is released: npm ${words.join(' ')} failed.`);
}

/**
 * @param {string} folder
 * @param {string | undefined} key armored, as a secret of the workflow holds it
 */
function sign(folder, key) {
  if (!key) {
    console.log(`\n! ${CHECKSUMS} is not signed: FORGER_SIGN_KEY holds no key.`);
    return;
  }
  const gpg = (/** @type {string[]} */ ...words) =>
    execFileSync('gpg', ['--batch', '--yes', ...words], {
      cwd: folder,
      input: key,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
  gpg('--import');
  gpg('--armor', '--detach-sign', CHECKSUMS);
}

await main(async () => {
  const { values } = parseArgs({ options: { tag: { type: 'string' } } });
  const { name, version } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8'));
  if (values.tag !== undefined && values.tag !== `v${version}`)
    throw new SetUpError(`The tag ${values.tag} is not that of the version in package.json, v${version}.`);
  if (notesOf(await readFile(join(PROJECT, 'CHANGELOG.md'), 'utf8'), version) === null)
    throw new SetUpError(`CHANGELOG.md says nothing of ${version}.`);
  for (const words of STEPS) npm(words);

  const dist = join(PROJECT, 'dist');
  const release = join(dist, 'release');
  await rm(release, { recursive: true, force: true });
  await mkdir(release, { recursive: true });
  const files = (await readdir(dist)).filter(
    (file) => RELEASED.test(file) && file.toLowerCase().startsWith(name) && file.includes(version),
  );
  if (files.length === 0) throw new SetUpError(`There is no package of ${version} in ${dist}.`);
  const lines = [];
  for (const file of files.sort()) {
    await copyFile(join(dist, file), join(release, file));
    lines.push(`${await hashFile(join(release, file))}  ${file}\n`);
  }
  await writeFile(join(release, CHECKSUMS), lines.join(''));
  sign(release, process.env['FORGER_SIGN_KEY']);
  console.log(`\n${lines.join('')}in ${release}`);
  return 0;
});
