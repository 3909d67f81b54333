import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { forkDecoder } from '../../electron/data/index.ts';
import type { ProcessPort } from '@shared/ports/port.ts';
import { plainNode } from '../../electron/data/plain-node.ts';

const ECHO = `
process.on('message', (message) => process.send(message)).on('disconnect', () => process.exit());
process.send({ environment: process.env, folder: process.cwd(), electron: process.versions.electron });
`;
/** Starts a busy process and says when its native code has begun. */
const PARENT = `
import { spawn } from 'node:child_process';
const child = spawn(process.execPath, [process.argv[2]], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
child.on('message', ([{ ready }]) => (ready ? child.send([Buffer.from('salt')]) : process.send('begun')));
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-plain-node-'));
  await writeFile(join(folder, 'echo.mjs'), ECHO);
  await writeFile(join(folder, 'parent.mjs'), PARENT);
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: resolve(import.meta.dirname, 'support/busy-process.ts'),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'busy.mjs' } },
    },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

const said = (child: ProcessPort): Promise<unknown> => new Promise((settle) => child.onMessage(settle));
const exited = (child: ProcessPort): Promise<void> => new Promise((settle) => child.onExit(settle));
describe('a process of plain Node', () => {
  test('knows nothing of the environment but what it needs, and stands where its script lies', async () => {
    vi.stubEnv('NODE_OPTIONS', '--no-deprecation');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const child = forkDecoder(join(folder, 'echo.mjs'))();
    vi.unstubAllEnvs();
    const { environment, ...facts } = (await said(child)) as { environment: Record<string, string>; folder: string };
    expect(facts).toEqual({ folder, electron: undefined });
    expect(environment).toMatchObject({ MALLOC_ARENA_MAX: '2' });
    expect(Object.keys(environment).filter((name) => /OPTIONS|SECRET|VITEST/.test(name))).toEqual([]);
    child.kill();
    await exited(child);
  });

  test('takes and gives bytes as bytes', async () => {
    const child = forkDecoder(join(folder, 'echo.mjs'))();
    await said(child);
    child.postMessage({ pixels: Uint8Array.of(1, 2, 255) });
    expect(await said(child)).toEqual({ pixels: Uint8Array.of(1, 2, 255) });
    child.kill();
    await exited(child);
    child.postMessage({ pixels: 'to nobody' });
  });

  test('that cannot be started has ended', async () => {
    const child = plainNode(join(folder, 'echo.mjs'), {
      node: () => join(folder, 'no-node'),
      environment: () => ({}),
    })();
    child.postMessage({});
    await exited(child);
    child.kill();
  });

  test('ends with its parent, even while native code of it is busy', async () => {
    const parent = fork(join(folder, 'parent.mjs'), [join(folder, 'busy.mjs')], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    // Both write to it, so it ends when neither is left.
    const output = parent.stdout?.resume();
    await once(parent, 'message');
    parent.kill('SIGKILL');
    await once(output ?? parent, 'end');
  });
});
