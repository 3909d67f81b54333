import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { emptyPartial, hashFile } from './files.mjs';
import { npm, SetUpError } from './process.mjs';
import { megabytes } from './report.mjs';

/** @typedef {{ package: string, integrity: string, bytes: number }} Package an npm package, "name@version", with npm's own hash */

/**
 * Fetches a package's archive with npm, unless it lies among the downloads already.
 *
 * @param {import('./report.mjs').Report} report
 * @param {string} cache
 * @param {Package} pin
 * @param {string} otherwise what to tell the person where npm cannot have it
 * @returns {Promise<string>} the archive, checked; whoever unpacked it removes it
 */
export async function fetchPackage(report, cache, pin, otherwise) {
  const name = pin.package.replace(/^@/, '').replaceAll(/[/@]/g, '-');
  const archive = join(cache, 'downloads', `${name}.tgz`);
  if (await isGenuine(archive, pin)) return archive;
  const arriving = await emptyPartial(cache, name);
  report.work(`fetching ${pin.package} from npm (${megabytes(pin.bytes)})`);
  await npm(['pack', pin.package, '--silent', '--pack-destination', arriving, '--cache', join(arriving, 'cache')], {
    cwd: arriving,
    watch: { folder: arriving, total: pin.bytes, stallMs: 300_000, report },
    otherwise,
  });
  const fetched = (await readdir(arriving)).find((file) => file.endsWith('.tgz')) ?? '';
  if (!(await isGenuine(join(arriving, fetched), pin))) {
    throw new SetUpError(
      `${pin.package} is not what it was: its hash differs from the pinned one. Nothing of it was used.`,
    );
  }
  await mkdir(dirname(archive), { recursive: true });
  await rename(join(arriving, fetched), archive);
  await rm(arriving, { recursive: true });
  return archive;
}

/**
 * @param {string} archive
 * @param {Package} pin
 */
async function isGenuine(archive, { integrity }) {
  const hash = await hashFile(archive, 'sha512', 'base64').catch(() => null);
  return hash !== null && `sha512-${hash}` === integrity;
}
