import { ForgerError, toFailure, type ErrorCode } from '@shared/contract/errors.ts';

/** The system's own code of an error ("ENOENT"), where it has one. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

/** What a disk may answer besides what every part of Forger knows. */
const DISK_CODES: Partial<Record<string, { code: ErrorCode; message: string }>> = {
  EIO: { code: 'no-access', message: 'The disk reports an error. Save what you can to another disk.' },
  EEXIST: { code: 'invalid-request', message: 'There is something of that name already. Choose another place.' },
  ENOTDIR: { code: 'invalid-request', message: 'A file stands where a folder should be. Choose another place.' },
  EISDIR: { code: 'invalid-request', message: 'A folder stands where a file should be. Choose another place.' },
  ENAMETOOLONG: { code: 'invalid-request', message: 'The path is too long for this system. Choose a shorter one.' },
  ELOOP: { code: 'invalid-request', message: 'The path leads in a circle of links. Choose another one.' },
};

/** Whatever was thrown as an error with a sentence; the original stays in `cause`. */
export function asForgerError(error: unknown): ForgerError {
  if (error instanceof ForgerError) return error;
  const { code, message } = DISK_CODES[systemCode(error) ?? ''] ?? toFailure(error);
  return new ForgerError(code, message, { cause: error });
}

/** Awaits work whose failure is told to the user. @throws {ForgerError} */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asForgerError(error);
  }
}
