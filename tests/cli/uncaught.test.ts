import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../setup/support/folder.ts';

const COMMAND_LINE = resolve(import.meta.dirname, '../../out/main/cli.js');

/** Fails while a command prints, where nothing waits for it. */
const failing = (how: string): string =>
  `const failure = Object.assign(new Error('no entry'), { code: 'EACCES', path: '/there' });
   process.stdout.write = () => { setImmediate(() => { ${how} }); return true; };`;

test.each([
  ['an error', 'throw failure;'],
  ['a rejection', 'Promise.reject(failure);'],
])('%s that nobody caught is a sentence, and no trace', async (_what, how) => {
  const library = await folderWith();
  const hook = `data:text/javascript,${encodeURIComponent(failing(how))}`;
  const { code, errors } = await new Promise<{ code: unknown; errors: string }>((done) =>
    execFile(process.execPath, ['--import', hook, COMMAND_LINE, 'runs', '--library', library], (error, _out, said) =>
      done({ code: error?.code, errors: said }),
    ),
  );
  expect(code).toBe(1);
  expect(errors).toBe('forger: Forger may not write or read there. Check the permissions of the folder. (/there)\n');
});
