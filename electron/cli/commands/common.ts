import { type Command, InvalidArgumentError } from 'commander';
import { readSize } from '@shared/dataset.ts';

/** Options that most commands share. */
export interface CommonOptions {
  library?: string;
  json?: boolean;
}

export const addLibrary = (command: Command): Command =>
  command.option('--library <DIR>', 'the library to work on (default: $FORGER_LIBRARY, or ~/Forger)');

export const addJson = (command: Command): Command => command.option('--json', 'print the facts as JSON');

/** Reads a whole number between two bounds. */
export const between =
  ({ least, most }: { least: number; most: number }) =>
  (text: string): number => {
    const value = wholeNumber(least)(text);
    if (value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

/** Reads "64" or "96x64". */
export function imageSize(text: string): { width: number; height: number } {
  const size = readSize(text);
  if (size) return size;
  throw new InvalidArgumentError('It must be a whole number of pixels, or width and height, such as 96x64.');
}

/** Reads a whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
