import { appendFile } from 'node:fs/promises';
import { displayText } from '@shared/display.ts';
import { explained, readAt, withFile } from './files/index.ts';

/** So much of a log's end is shown. */
const SHOWN_BYTES = 1024 * 1024;

/** Appends one line with its time. Not synced: a log explains, nothing depends on it. */
export async function appendLog(path: string, line: string, now: Date): Promise<void> {
  const text = displayText(line.replaceAll(/[\r\n]+/g, ' ⏎ '));
  await explained(() => appendFile(path, `${now.toISOString()} ${text}\n`));
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
