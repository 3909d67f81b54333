import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|ofl)/i;
/**
 * The licences of every npm package that ships, as one text. Electron, Chromium, TensorFlow and the data sets
 * carry theirs in files of their own.
 *
 * @param {string[]} packages names of packages in node_modules
 */
export async function thirdPartyNotices(packages) {
  const texts = await Promise.all([...new Set(packages)].sort().map(notice));
  return `Forger contains these packages, each under the licence below it.\n\n${texts.join('\n')}`;
}

/** @param {string} name */
async function notice(name) {
  const folder = join(PROJECT, 'node_modules', name);
  const { version, license, homepage, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const by = typeof author === 'string' ? author : author?.name;
  const head = [`${name} ${version}`, license, by && `by ${by}`, homepage].filter(Boolean).join(' · ');
  return `${'='.repeat(100)}\n${head}\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}
