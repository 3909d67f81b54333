import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const above = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const makeFolder = (): Promise<string> => mkdtemp(join(above, 'forger-reliability-'));
const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 10 });

/** A folder in memory where the system has one: thousands of syncs then cost nothing. Gone after the test. */
export async function quickFolder(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => remove(folder));
  return folder;
}

/** The same for all tests of a file: call it in `beforeAll`. */
export async function sharedFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await makeFolder();
  return { folder, remove: () => remove(folder) };
}
