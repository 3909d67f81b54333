import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { run, SetUpError } from '../../build/setup/process.mjs';
import { folderWith } from './support/folder.ts';
import { recordedReport } from './support/recorder.ts';

const node = (script: string, options = {}): Promise<string> => run(process.execPath, ['-e', script], options);

test('what a program prints comes back', async () => {
  expect(await node("console.log('out'); console.error('err')")).toBe('out\n');
});

test('a failure says what to do and shows the end of what the program printed', async () => {
  const failure = node("console.error('no route to host'); process.exit(3)", { otherwise: 'Check the network.' });
  await expect(failure).rejects.toMatchObject({ message: 'Check the network.', details: 'no route to host\n' });
  await expect(failure).rejects.toBeInstanceOf(SetUpError);
});

test('a program that cannot be started fails the same way', async () => {
  await expect(run('no-such-program-anywhere', [])).rejects.toBeInstanceOf(SetUpError);
});

test('a download that stands still is ended', async () => {
  const { report } = recordedReport();
  const watch = { folder: await folderWith({ part: 'x' }), total: 100, stallMs: 500, report };
  await expect(node('setTimeout(() => {}, 600000)', { watch })).rejects.toThrow('received nothing');
});

test.runIf(process.platform === 'linux')('a killed set-up takes its programs with it', async () => {
  const folder = await folderWith();
  const code = `import { run } from ${JSON.stringify(pathToFileURL(resolve(import.meta.dirname, '../../build/setup/process.mjs')).href)};
    await run(process.execPath, ['-e', 'require("fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)', ${JSON.stringify(join(folder, 'pid'))}]);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  const pid = (): Promise<string> => readFile(join(folder, 'pid'), 'utf8').catch(() => '');
  await expect.poll(pid, { timeout: 20_000 }).toMatch(/^\d+$/);
  const child = await pid();
  parent.kill('SIGKILL');
  await expect.poll(() => isRunning(Number(child)), { timeout: 20_000 }).toBe(false);
});

/** A process that ended but that nobody has waited for yet is not running. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return state !== null && !/\) [ZX] /.test(state);
}
