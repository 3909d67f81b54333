import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../setup/support/folder.ts';
import { ODD } from './odd.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

describe.runIf(process.platform === 'linux')('the launcher of the command line', () => {
  /** A packed tree whose command line is a script. @returns how it is called */
  async function tree(script: string): Promise<{ called: string; root: string; folder: string }> {
    const folder = await folderWith({ [`${ODD}/resources/app.asar.unpacked/out/main/cli.js`]: script });
    const root = join(folder, ODD);
    const packed = join(root, 'resources/cli');
    for (const path of [join(root, 'bin'), packed, join(root, 'resources/node')]) await mkdir(path);
    await copyFile(join(PROJECT, 'build/packaging/linux/launchers/command-line.sh'), join(root, 'bin/forger'));
    await copyFile(join(PROJECT, 'build/setup/command-line.mjs'), join(packed, 'command-line.mjs'));
    await symlink(process.execPath, join(root, 'resources/node/node'));
    return { called: join(root, 'bin/forger'), root, folder };
  }

  test('runs it with its words, where the person stands, whatever leads to it', async () => {
    const { called, root, folder } = await tree(
      'console.log(JSON.stringify([process.argv.slice(1), process.cwd(), process.env.FORGER_LAUNCHED, process.connected]))',
    );
    const link = join(folder, 'forger');
    const other = join(folder, 'other');
    await symlink(called, link);
    await symlink('forger', other);
    const words = ['train', '', 'two words', '--set', '$(x)*'];
    const said = async (program: string, environment: Record<string, string> = {}): Promise<unknown> => {
      const env = { ...process.env, NODE_OPTIONS: '--no-such-option', ...environment };
      return JSON.parse((await promisify(execFile)(program, words, { cwd: folder, env })).stdout);
    };
    const expected = [[join(root, 'resources/app.asar.unpacked/out/main/cli.js'), ...words], folder, '1', true];
    expect(await said(called)).toEqual(expected);
    expect(await said(other)).toEqual(expected);
    expect(await said('forger', { PATH: `${folder}:${process.env['PATH'] ?? ''}` })).toEqual(expected);
  });

  test('ends as it ends, and says what the system did to it', async () => {
    const { called } = await tree(
      "if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL'); else process.exit(3);",
    );
    await expect(promisify(execFile)(called, ['fail'])).rejects.toMatchObject({ code: 3, stderr: '' });
    await expect(promisify(execFile)(called, ['die'])).rejects.toMatchObject({
      code: 137,
      stderr: expect.stringMatching(
        /^forger: The system ended this command \(SIGKILL\).*forger resume latest/,
      ) as string,
    });
  });
});
