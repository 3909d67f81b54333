import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';
import { SetUpError } from '../setup/process.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|ofl)/i;
/** Texts of what brings none of its own, each with its source in the README beside them. */
const TEXTS = join(PROJECT, 'resources', 'licences');
/** Packages of native code say in it which libraries they are linked with. */
const LINKED = 'versions.json';
/** Licences of the libraries in sharp's libvips, whose texts are not the library's own. "Or later" of version 2.1 was taken. */
const LGPL = ['LGPL-3.0', 'GPL-3.0'];
const SHARED_TEXTS = new Map([
  ['cairo', ['MPL-1.1']],
  ...['exif', 'fribidi', 'glib', 'heif', 'pango', 'proxy-libintl', 'rsvg', 'vips'].map(
    (name) => /** @type {[string, string[]]} */ ([name, LGPL]),
  ),
]);
/** How the file is laid out: the app shows it package by package. @type {{ rule: string, between: string, linked: string }} */
const FORM = JSON.parse(readFileSync(join(PROJECT, 'electron', 'main', 'licences', 'notices-form.json'), 'utf8'));

/**
 * The licences of every npm package that ships and of every library inside one, as one text. Electron, Chromium, TensorFlow and
 * the data sets carry theirs in files of their own.
 *
 * @param {string} project
 * @param {string[]} packages names of packages in its node_modules
 * @returns {Promise<string>}
 * @throws {SetUpError} naming what has no text
 */
export async function thirdPartyNotices(project, packages) {
  const folders = [...new Set(packages)].sort().map((name) => join(project, 'node_modules', name));
  const notices = await Promise.all(folders.map(packageNotice));
  const libraries = await Promise.all(folders.map(librariesOf));
  const linked = await Promise.all([...new Set(libraries.flat())].sort().map(libraryNotice));
  const shared = await Promise.all(
    [...new Set([...SHARED_TEXTS.values()].flat())].map(async (id) => section(id, await textOf(id))),
  );
  const missing = [...notices, ...linked].filter(({ text }) => text === null).map(({ head }) => head);
  if (missing.length > 0)
    throw new SetUpError(
      'The package would lack the texts of licences. Put them into resources/licences, with their source, then run the command again.',
      missing.join('\n'),
    );
  const texts = [...notices, ...linked].map(({ head, text }) => section(head, text));
  return `Forger contains these packages and libraries, each under the licence below it.\n\n${[...texts, ...shared].join('\n')}`;
}

/** @param {string} head @param {string | null} text */
const section = (head, text) => `${FORM.rule}\n${head}\n\n${text}\n`;

/** @param {string} name below the folder of texts, without its ending @returns {Promise<string | null>} null where it is not there */
async function textOf(name) {
  const file = join(TEXTS, `${name}.txt`);
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : null;
}

/** @typedef {{ head: string, text: string | null }} Notice null: there is none */

/** @param {(string | null)[]} texts @returns {string | null} null where there is none, or one is missing */
const all = (texts) => (texts.length === 0 || texts.includes(null) ? null : texts.join('\n\n'));

/** @param {string} folder @returns {Promise<Notice>} */
async function packageNotice(folder) {
  const {
    name,
    version,
    license = '',
    homepage,
    author,
  } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const by = typeof author === 'string' ? author : author?.name;
  const head = [`${name} ${version}`, license, by && `by ${by}`, homepage].filter(Boolean).join(FORM.between);
  const own = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file));
  if (own.length > 0)
    return {
      head,
      text: all(await Promise.all(own.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()))),
    };
  // "(Apache-2.0 AND BSD-3-Clause)", "LGPL-3.0-or-later"
  const ids = license
    .replace(/[()]/g, '')
    .split(/ (?:AND|OR) /)
    .map((/** @type {string} */ id) => id.replace(/-(or-later|only)$/, ''));
  const particular = await textOf(`packages/${name.replace('/', '__')}`);
  const common = await Promise.all((particular === null ? ids : ids.slice(0, -1)).map(textOf));
  return { head, text: all(particular === null ? common : [...common, particular]) };
}

/** @param {string} folder @returns {Promise<string[]>} */
async function librariesOf(folder) {
  const file = join(folder, LINKED);
  return existsSync(file) ? Object.keys(JSON.parse(await readFile(file, 'utf8'))) : [];
}

/** @param {string} library @returns {Promise<Notice>} */
async function libraryNotice(library) {
  const head = [library, FORM.linked].join(FORM.between);
  const shared = SHARED_TEXTS.get(library);
  return {
    head,
    text:
      shared === undefined
        ? await textOf(`libvips/${library}`)
        : `Under ${shared.join(' and ')}, whose texts stand at the end.`,
  };
}
