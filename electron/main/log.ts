import { inspect } from 'node:util';

/** One line on the app's standard error, with the stack of what nobody expected. */
export function log(line: string, error?: unknown): void {
  const detail =
    error instanceof Error ? `\n${error.stack ?? error.message}` : error === undefined ? '' : `\n${inspect(error)}`;
  process.stderr.write(`forger: ${line}${detail}\n`);
}
