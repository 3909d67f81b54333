// What documents promise, a test holds: each paragraph, row or point in them that promises something names one that is there.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Documents whose readers rely on every sentence. */
export const PROMISING = ['docs/security.md', 'docs/reliability.md', 'docs/run-store.md'];

/** Words by which a sentence says more than how something looks: what holds always, what never happens, what is refused. */
const PROMISE =
  /\b(never|always|only|no|none|nothing|nobody|nowhere|neither|cannot|must|refused?|denie[ds]|denied|stays?|whole|every|each|held|checked|verified|found|survives?|kept|outlasts?|whatever)\b/i;
const TEST = /\btests\/[\w./-]+\.(?:test\.ts|e2e\.ts|py)\b|\btests\/[\w/-]+(?=`)/g;

/**
 * Paragraphs, table rows and list items of a Markdown text, with the line each begins in; headings, also of tables, and code are none.
 * @param {string} text
 */
export function blocksOf(text) {
  /** @type {{ line: number, text: string }[]} */
  const blocks = [];
  /** @type {{ line: number, text: string } | null} */
  let open = null;
  let code = false;
  const close = () => {
    if (open) blocks.push(open);
    open = null;
  };
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('```')) code = !code;
    const starts = /^\s*([-*]|\d+\.)\s/.test(line) || line.startsWith('|');
    if (
      code ||
      line.trim() === '' ||
      line.startsWith('#') ||
      line.startsWith('```') ||
      /^\|-/.test(line) ||
      /^\|-/.test(lines[at + 1] ?? '')
    )
      close();
    else if (open && !starts) open.text += `\n${line}`;
    else {
      close();
      open = { line: at + 1, text: line };
    }
  }
  close();
  return blocks;
}

/**
 * Promises that no test holds, and tests named that are not there, a line each.
 * @param {string} text of a document
 * @param {(test: string) => boolean} isThere whether a test of that path exists
 */
export function unheld(text, isThere) {
  return blocksOf(text).flatMap(({ line, text: block }) => {
    const tests = block.match(TEST) ?? [];
    const gone = tests.filter((test) => !isThere(test)).map((test) => `${line}: ${test} is not there`);
    const bare = PROMISE.test(block.replace(TEST, '')) && tests.length === 0;
    return [...gone, ...(bare ? [`${line}: names no test: ${block.replace(/\s+/g, ' ').slice(0, 100)}`] : [])];
  });
}

/**
 * The same for all of {@link PROMISING}.
 * @param {string} root of the project
 */
export const unheldPromises = (root) =>
  PROMISING.flatMap((document) =>
    unheld(readFileSync(join(root, document), 'utf8'), (test) => existsSync(join(root, test))).map(
      (finding) => `${document}:${finding}`,
    ),
  );
