import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../build/setup/command-line.mjs';
import { folderWith } from './support/folder.ts';

/** Runs a script in place of the command line. */
async function ended(script: string): Promise<{ code: number; said: string }> {
  let said = '';
  const errors = { write: (text: string) => (said += text) };
  const code = await runCommandLine([join(await folderWith({ 'script.mjs': script }), 'script.mjs')], { errors });
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

/** Waits until the signal has come, or for ever. */
const WAITS = 'setTimeout(() => {}, 60_000);';

/**
 * What a command that stops in order is told, at pairs of signals to the launcher alone, until it has heard four. Signals from
 * before it says that it stops in order reach it as such.
 */
async function told(signal: 'SIGINT' | 'SIGTERM'): Promise<number[]> {
  const file = join(await folderWith(), 'told.json');
  const script = `
    import { writeFileSync } from 'node:fs';
    process.on('${signal}', () => {});
    const told = [];
    process.on('message', (count) => {
      if (told.push(count) < 4) return;
      writeFileSync(${JSON.stringify(file)}, JSON.stringify(told));
      process.exit(0);
    });
    process.send(true);
    ${WAITS}`;
  const running = ended(script);
  const again = setInterval(() => {
    process.emit(signal);
    process.emit(signal);
  }, 1200);
  try {
    await running;
    return JSON.parse(await readFile(file, 'utf8')) as number[];
  } finally {
    clearInterval(again);
  }
}

test('a command that stops in order is told of each Ctrl-C once, though npm passes it on, and of other ends once for all', async () => {
  const [first = 0, ...more] = await told('SIGINT');
  expect(more).toEqual([first, first + 1, first + 1]);
  expect(await told('SIGTERM')).toEqual([1, 1, 1, 1]);
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  '%s to the launcher alone ends any other command',
  async (signal) => {
    const running = ended(WAITS);
    const again = setInterval(() => process.emit(signal), 300);
    try {
      expect((await running).code).toBeGreaterThan(128);
    } finally {
      clearInterval(again);
    }
  },
);
