import { expect, test } from 'vitest';
import { toFailure } from '@shared/contract/errors.ts';
import { lastingPath } from '@shared/temporary-name.ts';
import { asForgerError, temporaryBeside } from '../../electron/store/files/index.ts';

const refused = (code: string, path: string): Error => Object.assign(new Error(code), { code, path });

test('what is said of a disk that refuses names the folder that it refuses, never a name in between', () => {
  const made = temporaryBeside('/home/anna/Forger/datasets/images-1');
  for (const code of ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOENT'])
    for (const path of [made, `${made}/pixels.bin`])
      for (const { message } of [toFailure(refused(code, path)), asForgerError(refused(code, path))])
        expect(message).toMatch(/\. \(\/home\/anna\/Forger\/datasets\)$/);
});

test('other paths stay as they are, on every system', () => {
  for (const path of ['/home/anna/Forger', 'C:\\Forger\\runs', '/home/.tmp/x', '.tmp-x'])
    expect(lastingPath(path)).toBe(path);
  expect(lastingPath('C:\\Forger\\runs\\.tmp-1-2\\run.json')).toBe('C:\\Forger\\runs');
  expect(lastingPath('/.tmp-1/a')).toBe('/');
});
