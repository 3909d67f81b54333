import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { systemCode } from '../store/files/index.ts';

const MAX_SAME_NAME = 1000;

async function isFree(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    throw error;
  }
}

/** The name itself, or with the first number behind it that is free, then the ending. @throws {ForgerError} when all are taken. */
export async function freePath(folder: string, name: string, ending = ''): Promise<string> {
  for (let number = 1; number < MAX_SAME_NAME; number += 1) {
    const path = join(folder, `${name}${number === 1 ? '' : `-${number}`}${ending}`);
    if (await isFree(path)) return path;
  }
  throw new ForgerError(
    'invalid-request',
    'There are too many exports of this name in that folder. Choose another one.',
  );
}
