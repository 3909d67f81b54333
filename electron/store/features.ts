import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exists,
  explained,
  FILE_LIMITS,
  makeFolder,
  readWhole,
  sweepLeftovers,
  writeFileAtomic,
} from './files/index.ts';
import { featuresFolder } from './paths.ts';

/**
 * Rows of numbers that are kept of a data set by its hash, `width` numbers a picture: features as a network of this version has them, or
 * what else was worked out of all pictures.
 */
export interface FeaturesOf {
  /** Left out: features. */
  what?: 'features' | 'measures' | 'oddness';
  /** SHA-256 of the data set, in hexadecimal. */
  hash: string;
  version: number;
  width: number;
}

const HASH_BYTES = 32;

const fileOf = (library: string, { hash, what = 'features', version }: FeaturesOf): string =>
  join(featuresFolder(library), `${hash}.${what === 'features' ? '' : `${what}-`}${version}.bin`);

/** Features are of 10,000 pictures at most; what else is kept is of all, however many. */
const limitOf = ({ what = 'features' }: FeaturesOf): number =>
  what === 'features' ? FILE_LIMITS.picture : FILE_LIMITS.index;

/** Says also whose they are, so that a file under another name is none. */
function seal({ hash, what = 'features', version, width }: FeaturesOf, rows: Uint8Array): Buffer {
  return createHash('sha256').update(`${what} ${hash} ${version} ${width}\n`).update(rows).digest();
}

/**
 * The rows of features that are kept, float32 [pictures, width]; none where there is no file, or it is damaged: they are made again then.
 * @throws {ForgerError} no-access, …
 */
export async function readFeatures(library: string, of: FeaturesOf): Promise<Float32Array> {
  const path = fileOf(library, of);
  const bytes = await explained(async () => ((await exists(path)) ? readWhole(path, limitOf(of)) : null));
  if (!bytes || bytes.length < HASH_BYTES) return new Float32Array();
  const rows = new Uint8Array(bytes.subarray(HASH_BYTES));
  const whole = rows.length % (of.width * Float32Array.BYTES_PER_ELEMENT) === 0;
  if (!whole || !seal(of, rows).equals(bytes.subarray(0, HASH_BYTES))) return new Float32Array();
  return new Float32Array(rows.buffer);
}

/** Keeps rows of features in place of those before, whole or not at all. @throws {ForgerError} no-space, … */
export async function writeFeatures(library: string, of: FeaturesOf, features: Float32Array): Promise<void> {
  const rows = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
  await explained(async () => {
    await makeFolder(featuresFolder(library));
    await sweepLeftovers(featuresFolder(library));
  });
  await writeFileAtomic(fileOf(library, of), Buffer.concat([seal(of, rows), rows]));
}

/** Takes away what is kept of a data set, whatever it is and of whatever version. */
export async function removeFeatures(library: string, hash: string): Promise<void> {
  const folder = featuresFolder(library);
  await explained(async () => {
    if (!(await exists(folder))) return;
    const own = (await readdir(folder)).filter((name) => name.startsWith(`${hash}.`));
    for (const name of own) await rm(join(folder, name), { force: true });
  });
}
