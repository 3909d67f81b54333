// Where the packed app, which has no pip, fetches CUDA's wheels from: what pip says when the package is made.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';
import { SetUpError } from '../setup/process.mjs';
import { wheelAddress } from '../setup/wheel-address.mjs';

/** @type {{ recordedAs: string, publicHostSha256: string, packages: { wheel: string }[] }} */
const FACTS = JSON.parse(readFileSync(join(PROJECT, 'electron/engine/host/runtimes/cuda-packages.json'), 'utf8'));

/** The file's name in the app's resources. */
export const RECORDED_ADDRESSES = FACTS.recordedAs;
const WHEELS = FACTS.packages.map(({ wheel }) => wheel);
/** CUDA is installed there alone. */
const SYSTEM = 'linux-x64';

/**
 * @param {string} wheel
 * @param {string | undefined} address
 * @returns {boolean} whether it is on the public server, which is known by the SHA-256 of its name: the tree names no registry
 */
function isPublic(wheel, address) {
  if (address === undefined || !URL.canParse(address)) return false;
  const { protocol, host, pathname } = new URL(address);
  const plain = `${protocol}//${host}${pathname}` === address && protocol === 'https:';
  const hash = createHash('sha256').update(host).digest('hex');
  return plain && hash === FACTS.publicHostSha256 && pathname.endsWith(`/${wheel}`);
}

/**
 * What is wrong with the addresses that a package carries, a line each.
 *
 * @param {Record<string, string>} addresses by wheel
 */
export const refusals = (addresses) => [
  ...Object.keys(addresses)
    .filter((wheel) => !WHEELS.includes(wheel))
    .map((wheel) => `${wheel} is none of CUDA's`),
  ...WHEELS.filter((wheel) => !isPublic(wheel, addresses[wheel])).map(
    (wheel) => `${wheel} is not on the public server`,
  ),
];

/**
 * Asks pip for all of them; for the first alone at first, which says whether pip reaches the public server.
 *
 * @param {(wheel: string) => Promise<string>} ask
 * @returns {Promise<{ addresses: Record<string, string> } | { why: string } | null>} null where CUDA is not for this system
 */
export async function publicAddresses(ask = wheelAddress, system = `${process.platform}-${process.arch}`) {
  if (system !== SYSTEM) return null;
  /** @type {Record<string, string>} */
  const addresses = {};
  try {
    for (const wheels of [WHEELS.slice(0, 1), WHEELS.slice(1)]) {
      await Promise.all(wheels.map(async (wheel) => (addresses[wheel] = await ask(wheel))));
      if (!wheels.every((wheel) => isPublic(wheel, addresses[wheel])))
        return { why: 'pip is set to a mirror here, whose addresses are of no use elsewhere.' };
    }
  } catch (error) {
    if (error instanceof SetUpError) return { why: error.message };
    throw error;
  }
  return { addresses };
}

/**
 * Writes them down for the package.
 *
 * @param {string} folder
 * @param {{ required: boolean }} options of a release, which must be able to install CUDA
 * @returns {Promise<string | null>} the file; null where the packed app cannot install CUDA
 * @throws {SetUpError}
 */
export async function recordAddresses(folder, { required }, asked = publicAddresses()) {
  const found = await asked;
  if (found === null) return null;
  if ('why' in found) {
    if (required) throw new SetUpError(`Nothing is packed for a release that cannot install CUDA. ${found.why}`);
    console.log(`The packed app will not install CUDA. ${found.why}`);
    return null;
  }
  const file = join(folder, RECORDED_ADDRESSES);
  await writeFile(file, `${JSON.stringify(found.addresses, null, 2)}\n`);
  return file;
}
