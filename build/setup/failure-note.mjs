import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from './files.mjs';

const RETRY_AFTER_MS = 24 * 3600 * 1000;

/** @param {string} cache @param {string} what */
const noteOf = (cache, what) => join(cache, `${what}-unavailable.json`);

/**
 * Whether something could not be had within the last day.
 *
 * @param {string} cache
 * @param {string} what
 */
export async function failedLately(cache, what) {
  const note = /** @type {{ at: number } | null} */ (await readJson(noteOf(cache, what)));
  return note !== null && Date.now() - note.at < RETRY_AFTER_MS;
}

/** @param {string} cache @param {string} what @param {string[]} reasons */
export async function noteFailure(cache, what, reasons) {
  await writeFile(noteOf(cache, what), JSON.stringify({ at: Date.now(), reasons }));
}
