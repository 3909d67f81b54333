import { appendFile } from 'node:fs/promises';
import { displayText } from '@shared/display.ts';
import { explained, readAt, withFile } from './files/index.ts';

/** So much of a log's end is shown. */
const SHOWN_BYTES = 1024 * 1024;

/**
 * Appends one line with its time. Not synced: a log explains, nothing depends on it.
 * @returns the bytes appended
 */
export async function appendLog(path: string, line: string, now: Date): Promise<Uint8Array> {
  const text = displayText(line.replaceAll(/[\r\n]+/g, ' ⏎ '));
  const bytes = Buffer.from(`${now.toISOString()} ${text}\n`);
  await explained(() => appendFile(path, bytes));
  return bytes;
}

/** The log's last megabyte. */
export async function readLog(path: string): Promise<string> {
  return explained(() =>
    withFile(path, '', async (handle, size) => {
      const start = Math.max(0, size - SHOWN_BYTES);
      const text = (await readAt(handle, start, size - start)).toString('utf8');
      return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
    }),
  );
}
