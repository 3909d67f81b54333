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

const SAMPLE_FILE = /^(?:epoch-(\d{4,9})|step-(\d{8,10}))(-average)?\.png$/;

/** What a sample's file name says: when, and whether of G itself or of its average; null for any other name. */
export function parseSampleFile(file: string): (({ epoch: number } | { step: number }) & { average: boolean }) | null {
  const match = typeof file === 'string' ? SAMPLE_FILE.exec(file) : null;
  if (!match) return null;
  const average = match[3] !== undefined;
  return match[1] === undefined ? { step: Number(match[2]), average } : { epoch: Number(match[1]), average };
}

/** @throws {ForgerError} `invalid-request` for anything but `epoch-0003.png` or `step-00000200.png`. */
export function checkSampleFile(file: string): string {
  if (!parseSampleFile(file)) throw new ForgerError('invalid-request', 'That is not the name of a sample grid.');
  return file;
}

const CHECKPOINT_FOLDER = /^step-(\d{8,10})$/;
const MAX_STEP = 9_999_999_999;

/** @throws {ForgerError} `invalid-request` for anything but a whole number from 0. */
export function checkpointFolder(step: number): string {
  if (!Number.isInteger(step) || step < 0 || step > MAX_STEP)
    throw new ForgerError('invalid-request', 'A checkpoint is named by its step, a whole number.');
  return `step-${String(step).padStart(8, '0')}`;
}

/** The step in a checkpoint folder's name; null for any other name. */
export function parseCheckpointFolder(name: string): number | null {
  const match = CHECKPOINT_FOLDER.exec(name);
  if (!match) return null;
  const step = Number(match[1]);
  return checkpointFolder(step) === name ? step : null;
}
