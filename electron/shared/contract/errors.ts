import { z } from 'zod';
import { isOutOfMemory, OUT_OF_MEMORY } from '../out-of-memory.ts';
import { lastingPath } from '../temporary-name.ts';

/**
 * Everything that can go wrong across a boundary, as a closed list. `message` is one sentence that says
 * what is wrong and what to do; it is shown as it is.
 */
export const ERROR_CODES = [
  'invalid-request',
  'invalid-config',
  'not-found',
  'busy',
  'no-space',
  'no-access',
  'cancelled',
  'damaged',
  'device-unavailable',
  'out-of-memory',
  'diverged',
  'offline',
  'engine-stopped',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const failureSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() });
export type Failure = z.infer<typeof failureSchema>;

/** An error meant for the user: thrown anywhere, carried across IPC and to the command line as it is. */
export class ForgerError extends Error {
  override readonly name = 'ForgerError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The error at the other side of a boundary. */
export const errorOf = ({ code, message }: Failure): ForgerError => new ForgerError(code, message);

const SYSTEM_CODES: Record<string, { code: ErrorCode; message: string }> = {
  ENOSPC: { code: 'no-space', message: 'The disk is full. Free some space, then try again.' },
  EDQUOT: { code: 'no-space', message: 'Your disk quota is used up. Free some space, then try again.' },
  EACCES: { code: 'no-access', message: 'Forger may not write or read there. Check the permissions of the folder.' },
  EPERM: { code: 'no-access', message: 'Forger may not write or read there. Check the permissions of the folder.' },
  EROFS: { code: 'no-access', message: 'That disk is read-only. Choose another place.' },
  ENOENT: { code: 'not-found', message: 'A file or folder that this needs is not there.' },
  EMFILE: { code: 'internal', message: 'Too many files are open. Close other programs, then try again.' },
};

/** Turns whatever was thrown into a failure with a sentence for the user. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ForgerError) return { code: error.code, message: error.message };
  if (error instanceof Error) {
    if (error.name === 'ConfigError') return { code: 'invalid-config', message: error.message };
    if (error.name === 'AbortError') return { code: 'cancelled', message: 'Cancelled.' };
    const { code, path } = error as Error & { code?: string; path?: string };
    if (isOutOfMemory(error)) return { code: 'out-of-memory', message: OUT_OF_MEMORY };
    const known = code === undefined ? undefined : SYSTEM_CODES[code];
    if (known)
      return {
        code: known.code,
        message: path === undefined ? known.message : `${known.message} (${lastingPath(path)})`,
      };
    return { code: 'internal', message: error.message };
  }
  return { code: 'internal', message: inWords(error) };
}

/** Anything can be thrown, even what cannot be made a text. */
function inWords(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'Something went wrong that cannot be put in words.';
  }
}
