import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { packTar, unpackTar } from 'modern-tar/fs';

/**
 * Packs what lies in a folder.
 * @param {string} folder
 * @param {string} file .tar.gz
 * @param {(path: string) => boolean} [filter]
 */
export const pack = (folder, file, filter = () => true) =>
  pipeline(packTar(folder, { filter }), createGzip({ level: constants.Z_BEST_COMPRESSION }), createWriteStream(file));

/**
 * Unpacks such a file into a folder, with the times files had: locks go by them.
 * @param {string} file
 * @param {string} folder made where it is not there
 */
export async function unpack(file, folder) {
  await mkdir(folder, { recursive: true });
  await pipeline(createReadStream(file), createGunzip(), unpackTar(folder));
}
