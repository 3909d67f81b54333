import { randomBytes } from 'node:crypto';
import { ForgerError } from '@shared/contract/errors.ts';
import { idSchema } from '@shared/run.ts';

/**
 * Passes an id through that is safe as a folder's name on every system.
 * @throws {ForgerError} `invalid-request`
 */
export function checkId(id: string): string {
  if (typeof id !== 'string' || !idSchema.safeParse(id).success)
    throw new ForgerError('invalid-request', 'That is not an id Forger makes. Choose a run or data set from the list.');
  return id;
}

export const isId = (name: string): boolean => idSchema.safeParse(name).success;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `20260131-235959-k3x9`: UTC, so that names sort by age; four random characters part the same second. */
export function makeRunId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  const random = Array.from(randomBytes(4), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${random}`;
}
