import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { expect as expectElement } from '@playwright/test';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { traceApp } from '../../build/packaging/contents.mjs';
import { hashFile, readJson } from '../../build/setup/files.mjs';
import { SHIPPED_FONTS, shippedFonts } from '../../electron/data/letters/shipped.ts';
import { QUICK_START } from '../../electron/engine/host/prepare-run.ts';
import { LOOK_DEFAULTS } from '../../electron/shared/animation/options.ts';
import { DEFAULT_LETTERS } from '../../electron/shared/letters.ts';
import { ask } from '../e2e/app.ts';
import { GOOD, makePictures } from '../e2e/pictures.ts';
import { enter, HOME, leave } from './room.ts';
import { answerDialog, windowOf } from './window.ts';
import type { Runtime } from '../../build/setup/tensorflow/runtime.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const UNPACKED = join(PROJECT, 'dist', 'linux-unpacked');
const RESOURCES = join(UNPACKED, 'resources');
const PROGRAM = join(UNPACKED, 'forger');
/** For what the app does at once: beside other work, a machine of few cores is slow. */
const PATIENCE = { timeout: 60_000 };

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

  test('loads nothing that is not in it', async () => {
    // Out of the checkout, whose node_modules would be found from any folder below it.
    const alone = await mkdtemp(join(tmpdir(), 'forger-unpacked-'));
    try {
      extractAll(join(RESOURCES, 'app.asar'), alone);
      const { files, problems } = await traceApp(alone);
      expect(problems).toEqual([]);
      expect(files.filter((file) => file.startsWith('..'))).toEqual([]);
      expect(files.length).toBeGreaterThan(100);
    } finally {
      await rm(alone, { recursive: true });
    }
  });

  describe('where nothing else is, as an ordinary user with an empty home', () => {
    let home = '';
    const programs: ChildProcess[] = [];
    const start = (args: string[], environment: Record<string, string> = {}): ReturnType<typeof enter> => {
      const program = enter(
        { home, mounts: { '/opt/forger': UNPACKED } },
        ['/opt/forger/forger', ...args],
        environment,
      );
      programs.push(program);
      return program;
    };

    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'forger-packed-'));
    });
    afterEach(async () => {
      await Promise.all(programs.splice(0).map(leave));
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    });

    test('it trains by itself with the TensorFlow it carries', async () => {
      const program = start([], { FORGER_SELF_TEST: join(HOME, 'self-test') });
      program.stdout.resume();
      const [said, [code]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
      const result = await readJson(join(home, 'self-test', 'self-test.json'));
      expect(result, said).toMatchObject({
        ok: true,
        step: 3,
        fontFamilies: Object.keys(SHIPPED_FONTS).length,
        device: expect.stringContaining('TensorFlow 2.') as string,
      });
      expect(code).toBe(0);
    }, 240_000);

    test('its window trains, exports and imports, and every process of it starts', async () => {
      await makePictures(join(home, 'pictures'));
      await mkdir(join(home, 'models'));
      const { browser, page } = await windowOf(start(['--remote-debugging-port=0']));
      await page.getByRole('button', { name: 'Start the first duel' }).click();
      // Of a run that has not begun there is nothing to export.
      await expectElement(page.locator('[role="img"][aria-label^="Loss"]')).toHaveAttribute(
        'aria-label',
        /\d/,
        PATIENCE,
      );
      await page.getByRole('button', { name: 'Stop' }).click();
      await expectElement(page.getByRole('button', { name: 'Resume' })).toBeVisible(PATIENCE);

      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('button', { name: 'Choose a folder and export' }).click();
      await answerDialog('Choose where the model goes', join(HOME, 'models'));
      await expectElement(page.getByRole('dialog', { name: 'Generator exported' })).toBeVisible(PATIENCE);
      await page.keyboard.press('Escape');
      const [model = ''] = await readdir(join(home, 'models'));
      expect((await readdir(join(home, 'models', model))).sort()).toEqual([
        'README.md',
        'index.html',
        'model.json',
        'weights.bin',
      ]);

      await page.getByRole('button', { name: /^Data sets/ }).click();
      await page.getByRole('button', { name: 'Import a folder' }).click();
      await answerDialog('Choose a folder of images', join(HOME, 'pictures'));
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      const report = page.getByRole('complementary', { name: 'Report' });
      await expectElement(report).toContainText(`${GOOD} images`, PATIENCE);

      const [run = ''] = await readdir(join(home, 'Forger', 'runs'));
      const config = { ...QUICK_START, epochs: undefined, steps: 10 };
      await ask(page, 'letters.preview', { options: DEFAULT_LETTERS });
      await ask(page, 'animation.preview', { id: run, options: { what: 'epochs', ...LOOK_DEFAULTS } });
      await ask(page, 'runFile.weigh', { id: run });
      await ask(page, 'preflight.measure', { config, measure: true });
      await browser.close();
    }, 240_000);
  });
});
