// Runs commands of a built command line one after another in one process, so that TensorFlow loads once.
// Forked with the command line's script as its only argument; told each command's words by message.
import { pathToFileURL } from 'node:url';

const script = process.argv[2] ?? '';
const write = { out: process.stdout.write, err: process.stderr.write };
// Each command listens anew.
process.stdout.setMaxListeners(0);
let number = 0;

/**
 * @param {string[]} words
 * @returns {Promise<import('./old-program.mjs').Said>}
 */
async function command(words) {
  const said = { out: '', err: '' };
  const catching = (/** @type {'out' | 'err'} */ name) => (/** @type {string | Uint8Array} */ text) => {
    said[name] += String(text);
    return true;
  };
  process.argv = [process.execPath, script, ...words];
  process.exitCode = 0;
  process.stdout.write = catching('out');
  process.stderr.write = catching('err');
  try {
    // The entry reads its words where it is imported: under another address it is evaluated again, what it imports is not.
    await import(`${pathToFileURL(script).href}?command=${(number += 1)}`);
  } finally {
    Object.assign(process.stdout, { write: write.out });
    Object.assign(process.stderr, { write: write.err });
  }
  const code = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return { code, ...said };
}

process.on('message', (/** @type {string[]} */ words) => void command(words).then((said) => process.send?.(said)));
