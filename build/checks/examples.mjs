// The worked examples of a document, and what comes of the tree when they are applied to it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * @typedef {{ path: string, text: string }} NewFile a block ```ts new path/of/it.ts
 * @typedef {{ before: string[], after: string[] }} Hunk lines that are there, and those in their place
 * @typedef {{ path: string, hunks: Hunk[] }} Change a block ```diff path/of/it.ts, parts parted by a line "@@"
 * @typedef {object} Example
 * @property {string} title its heading
 * @property {NewFile[]} files
 * @property {Change[]} changes
 * @property {string[]} renewed tests that write a document anew: `npx vitest run TEST -u`
 * @property {string[]} tests those that hold it: `npx vitest run TEST…`
 */

const RUN = /^npx vitest run (.*)$/;

/** @param {string[]} lines @returns {Hunk[]} */
function hunksOf(lines) {
  /** @type {Hunk[]} */
  const hunks = [{ before: [], after: [] }];
  for (const line of lines) {
    const last = /** @type {Hunk} */ (hunks.at(-1));
    const rest = line.slice(1);
    if (line === '@@') hunks.push({ before: [], after: [] });
    else if (line.startsWith('-')) last.before.push(rest);
    else if (line.startsWith('+')) last.after.push(rest);
    else {
      last.before.push(rest);
      last.after.push(rest);
    }
  }
  return hunks;
}

/**
 * @param {string} markdown
 * @returns {Example[]} one for each heading of the second level below which there are blocks
 */
export function examplesIn(markdown) {
  /** @type {Example[]} */
  const examples = [];
  /** @type {{ info: string, lines: string[] } | null} */
  let block = null;
  for (const line of markdown.split('\n')) {
    if (block !== null) {
      if (line === '```') {
        take(examples.at(-1), block);
        block = null;
      } else block.lines.push(line);
    } else if (line.startsWith('```')) block = { info: line.slice(3), lines: [] };
    else if (line.startsWith('## '))
      examples.push({ title: line.slice(3), files: [], changes: [], renewed: [], tests: [] });
  }
  return examples.filter(({ files, changes }) => files.length + changes.length > 0);
}

/** @param {Example | undefined} example @param {{ info: string, lines: string[] }} block */
function take(example, { info, lines }) {
  if (example === undefined) return;
  const [language = '', ...rest] = info.split(' ');
  const [word = '', path = ''] = rest;
  if (word === 'new') example.files.push({ path, text: `${lines.join('\n')}\n` });
  else if (language === 'diff' && word !== '') example.changes.push({ path: word, hunks: hunksOf(lines) });
  for (const line of language === 'sh' ? lines : []) {
    const words = RUN.exec(line.replace(/\s+#.*$/, ''))?.[1]?.split(' ') ?? [];
    const tests = words.filter((one) => one !== '-u');
    (words.includes('-u') ? example.renewed : example.tests).push(...tests);
  }
}

/**
 * @param {string} text of a file
 * @param {Change} change
 * @throws {Error} where lines that it is about are not there, or more than once
 */
export function changed(text, { path, hunks }) {
  let lines = text.split('\n');
  for (const { before, after } of hunks) {
    const places = lines.flatMap((_, at) => (before.every((line, by) => lines[at + by] === line) ? [at] : []));
    const [at] = places;
    if (at === undefined || places.length > 1)
      throw new Error(`${path} has these lines ${places.length} times, not once:\n${before.join('\n')}`);
    lines = [...lines.slice(0, at), ...after, ...lines.slice(at + before.length)];
  }
  return lines.join('\n');
}

/**
 * @param {string} root of a copy of the tree
 * @param {Example} example
 * @returns {Promise<string[]>} the files it made or changed
 * @throws {Error} where it does not fit
 */
export async function apply(root, { files, changes }) {
  for (const { path, text } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
  }
  for (const change of changes) {
    const file = join(root, change.path);
    await writeFile(file, changed(await readFile(file, 'utf8'), change));
  }
  return [...files, ...changes].map(({ path }) => path);
}
