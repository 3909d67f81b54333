import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { hashFile, readJson } from '../../build/setup/files.mjs';
import { sandboxSwitches } from '../../build/setup/launch.mjs';
import { SHIPPED_FONTS, shippedFonts } from '../../electron/data/letters/shipped.ts';
import type { Runtime } from '../../build/setup/tensorflow/runtime.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const UNPACKED = join(PROJECT, 'dist', 'linux-unpacked');
const RESOURCES = join(UNPACKED, 'resources');
const PROGRAM = join(UNPACKED, 'forger');

describe.runIf(process.platform === 'linux')('the packed app', () => {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(PROJECT, 'build/packaging/package.mjs'), '--dir'], {
      maxBuffer: 1 << 24,
    });
  }, 600_000);

  test('refuses to be a plain Node.js, to be debugged and to run foreign code', async () => {
    const fuses = await getCurrentFuseWire(PROGRAM);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    for (const fuse of off) expect(fuses[fuse], FuseV1Options[fuse]).toBe(FuseState.DISABLE);
    for (const fuse of [FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.EnableCookieEncryption]) {
      expect(fuses[fuse], FuseV1Options[fuse]).toBe(FuseState.ENABLE);
    }
  });

  test('holds the app and what it loads, and nothing of its making', () => {
    const files = listPackage(join(RESOURCES, 'app.asar'), { isPack: false }).map((file) => file.replaceAll('\\', '/'));
    expect(files).toContain('/out/main/index.js');
    expect(files).toContain('/out/main/engine.js');
    expect(files).toContain('/out/preload/index.cjs');
    expect(files).toContain('/node_modules/@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');
    expect(
      files.filter((file) => /\.(map|ts|cc)$|_test\.js$|^\/(electron|renderer|tests|build|docs)\//.test(file)),
    ).toEqual([]);
  });

  test('holds the native runtime whole, the data set and all licences, as files', async () => {
    const [id = ''] = await readdir(join(RESOURCES, 'native'));
    const runtime = (await readJson(join(RESOURCES, 'native', id, 'runtime.json'))) as Runtime;
    expect(runtime.id).toBe(id);
    for (const [name, { sha256 }] of Object.entries(runtime.files)) {
      expect(await hashFile(join(RESOURCES, 'native', id, name)), name).toBe(sha256);
    }
    expect(existsSync(join(RESOURCES, 'datasets/fashion-mnist/train-images-idx3-ubyte.gz'))).toBe(true);
    for (const { path } of shippedFonts(join(RESOURCES, 'fonts'))) expect(existsSync(path), path).toBe(true);
    const notices = await readFile(join(RESOURCES, 'THIRD-PARTY.txt'), 'utf8');
    for (const name of [
      '@tensorflow/tfjs-node-gpu 4.22.0',
      'sharp ',
      'svelte ',
      '@fontsource/cinzel ',
      'SIL OPEN FONT LICENSE',
      'Permission is hereby granted',
    ])
      expect(notices).toContain(name);
    expect(existsSync(join(UNPACKED, 'LICENSES.chromium.html'))).toBe(true);
  });

  test('trains the quick start with the TensorFlow it carries', async () => {
    const home = await mkdtemp(join(tmpdir(), 'forger-packed-'));
    try {
      // Nothing of this machine's set-up is in reach.
      const env = {
        ...process.env,
        HOME: home,
        XDG_CACHE_HOME: join(home, 'cache'),
        FORGER_CACHE: join(home, 'empty'),
        FORGER_SELF_TEST: home,
      };
      const program = spawn(PROGRAM, sandboxSwitches(), { env, stdio: 'ignore' });
      const code = await new Promise((done) => program.on('close', done));
      const result = await readJson(join(home, 'self-test.json'));
      expect(result).toMatchObject({
        ok: true,
        step: 3,
        fontFamilies: Object.keys(SHIPPED_FONTS).length,
        device: expect.stringContaining('TensorFlow 2.') as string,
      });
      expect(code).toBe(0);
    } finally {
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    }
  }, 240_000);
});
