import { join } from 'node:path';
import { expect, test } from 'vitest';
import { standing } from '../../build/setup/launch.mjs';
import { folderWith } from './support/folder.ts';

test('a relative path is meant from where the person stands, wherever npm runs its scripts', async () => {
  const there = await folderWith();
  expect(standing({ npm_lifecycle_event: 'forger', INIT_CWD: there })).toBe(there);
  expect(standing({ npm_lifecycle_event: 'start', INIT_CWD: there })).toBe(there);
  expect(standing({ npm_lifecycle_event: 'forger', INIT_CWD: join(there, 'gone') })).toBe(process.cwd());
  // A test that starts the command line, say: then its own folder counts.
  expect(standing({ npm_lifecycle_event: 'test', INIT_CWD: there })).toBe(process.cwd());
  expect(standing({})).toBe(process.cwd());
});
