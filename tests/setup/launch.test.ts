import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../build/setup/launch.mjs';
import { folderWith } from './support/folder.ts';

/** Runs a script in place of the command line. */
async function ended(script: string): Promise<{ code: number; said: string }> {
  let said = '';
  const errors = { write: (text: string) => (said += text) };
  const code = await commandLine([], process.env, {
    script: join(await folderWith({ 'script.mjs': script }), 'script.mjs'),
    errors,
  });
  return { code, said };
}

test.each(['SIGKILL', 'SIGABRT', 'SIGSEGV'])('a command that the system ends with %s is explained', async (signal) => {
  const { code, said } = await ended(`process.kill(process.pid, '${signal}'); setTimeout(() => {}, 10_000);`);
  expect(code).toBeGreaterThan(128);
  expect(said).toContain(signal);
  expect(said).toMatch(/memory.*forger resume latest.*forger fit latest/);
});

test('a command that ends by itself, or by Ctrl-C, speaks for itself', async () => {
  expect(await ended('process.exit(3)')).toEqual({ code: 3, said: '' });
  expect(await ended("process.kill(process.pid, 'SIGINT'); setTimeout(() => {}, 10_000);")).toEqual({
    code: 130,
    said: '',
  });
});
