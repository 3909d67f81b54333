import { ForgerError, toFailure } from '@shared/contract/errors.ts';

/** The system's own code of an error ("ENOENT"), where it has one. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

/** Whatever was thrown as an error with a sentence; the original stays in `cause`. */
export function asForgerError(error: unknown): ForgerError {
  if (error instanceof ForgerError) return error;
  const { code, message } = toFailure(error);
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
