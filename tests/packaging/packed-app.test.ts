import { execFile, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { extractAll, extractFile, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import NETWORK from '@shared/vision-network.json';
import KNOWN from '../../electron/engine/host/run-file/shipped.json' with { type: 'json' };
import { shippedRunFile } from '../../electron/engine/host/run-file/shipped.ts';
import { traceApp } from '../../build/packaging/contents.mjs';
import { RECORDED_ADDRESSES, refusals } from '../../build/packaging/cuda-addresses.mjs';
import { CHROME_SANDBOX, LINUX_HOME, LINUX_PROGRAM, LINUX_START, PACKAGE } from '../../build/packaging/facts.mjs';
import { debName } from '../../build/packaging/linux/deb.mjs';
import { debianDepends, linkedLibraries } from '../../build/packaging/linux/depends.mjs';
import { hashFile, readJson } from '../../build/setup/files.mjs';
import { BUNDLED } from '../../electron/data/index.ts';
import { SHIPPED_FONTS, shippedFonts } from '../../electron/data/letters/shipped.ts';
import { LOOK_DEFAULTS } from '../../electron/shared/animation/options.ts';
import { DEFAULT_LETTERS } from '../../electron/shared/letters.ts';
import { QUICK_START } from '../../electron/shared/quick-start.ts';
import type { CudaState } from '../../electron/shared/runtimes.ts';
import { BUNDLE_ENDING } from '../../electron/store/bundle/index.ts';
import { ask } from '../e2e/app.ts';
import { firstJourney } from './journey.ts';
import { listing } from './listing.ts';
import { enter, HOME, leave, runIn } from './room.ts';
import { makeSystemRoot, type SystemRoot } from './system-root.ts';
import { closeBox, windowOf } from './window.ts';
import type { Runtime } from '../../build/setup/tensorflow/runtime.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const UNPACKED = join(PROJECT, 'dist', 'linux-unpacked');
const RESOURCES = join(UNPACKED, 'resources');
const PROGRAM = join(UNPACKED, LINUX_PROGRAM);
const DEB = join(PROJECT, 'dist', debName(PACKAGE.version, process.arch));
const run = promisify(execFile);
describe.runIf(process.platform === 'linux')('the packed app', () => {
  beforeAll(async () => {
    const words = ['--only', 'deb', '--quick'];
    await run(process.execPath, [join(PROJECT, 'build/packaging/package.mjs'), ...words], {
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

  test('its archive is what its own checksums say', () => {
    const archive = join(RESOURCES, 'app.asar');
    let checked = 0;
    for (const path of listPackage(archive, { isPack: false }).map((file) => file.slice(1))) {
      const entry = statFile(archive, path);
      if (!('integrity' in entry) || entry.unpacked === true) continue;
      const { algorithm, hash } = entry.integrity;
      expect(createHash(algorithm).update(extractFile(archive, path)).digest('hex'), path).toBe(hash);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(20);
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

  test('holds the native runtime whole, the data sets, the finished run and all licences, as files', async () => {
    const [id = ''] = await readdir(join(RESOURCES, 'native'));
    const runtime = (await readJson(join(RESOURCES, 'native', id, 'runtime.json'))) as Runtime;
    expect(runtime.id).toBe(id);
    for (const [name, { sha256 }] of Object.entries(runtime.files)) {
      expect(await hashFile(join(RESOURCES, 'native', id, name)), name).toBe(sha256);
    }
    for (const { record, files, licences } of BUNDLED) {
      for (const { name, sha256 } of files)
        expect(await hashFile(join(RESOURCES, 'datasets', record.id, name)), name).toBe(sha256);
      for (const { file } of licences)
        expect(existsSync(join(RESOURCES, 'datasets', record.id, file)), file).toBe(true);
    }
    expect(await shippedRunFile(join(RESOURCES, 'runs'))).toBe(join(RESOURCES, 'runs', KNOWN.file));
    for (const file of Object.values(NETWORK.files))
      expect(existsSync(join(RESOURCES, 'vision', NETWORK.folder, file)), file).toBe(true);
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

  test('asks for the packages that hold what it links', async () => {
    const relations = debianDepends(await linkedLibraries(UNPACKED));
    const { stdout: control } = await run('dpkg-deb', ['--field', DEB, 'Depends']);
    expect(control.trim()).toBe(relations.join(', '));
    const named = new Set(relations.flatMap((relation) => relation.split(' | ')).map((name) => name.split(' ')[0]));
    const { stdout: places } = await run('ldconfig', ['-p'], { env: { PATH: '/usr/sbin:/sbin' } });
    for (const library of await linkedLibraries(UNPACKED)) {
      const path = places
        .split('\n')
        .find((line) => line.trimStart().startsWith(`${library} (`))
        ?.split(' => ')[1];
      expect(path, library).toBeDefined();
      // "libc6:amd64: /lib/x86_64-linux-gnu/libc.so.6"; dpkg may know it by its place before /lib became a link.
      const { stdout: owner } = await run('dpkg-query', ['--search', `*/${basename(await realpath(path ?? ''))}`]);
      const owners = owner.split('\n').map((line) => line.split(':')[0]);
      expect(
        owners.some((name) => named.has(name)),
        `${library} is of ${owners.join(', ')}`,
      ).toBe(true);
    }
  });

  describe('installed where nothing else is, for an ordinary user with an empty home', () => {
    let root: SystemRoot;
    let before: string[] = [];
    let home = '';
    const programs: ChildProcess[] = [];
    const start = (args: string[], environment: Record<string, string> = {}): ReturnType<typeof enter> => {
      const program = enter({ ...root.room, home }, [LINUX_START, ...args], environment);
      programs.push(program);
      return program;
    };

    beforeAll(async () => {
      root = await makeSystemRoot();
      before = await listing(root.folder);
      await root.install(DEB);
    }, 240_000);
    afterAll(() => root.remove());

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

    test('it is on the desktop and on the PATH, with the sandbox helper as Chromium wants it', async () => {
      const there = await listing(root.folder);
      const entry = join(root.folder, 'usr/share/applications/forger.desktop');
      expect(await readFile(entry, 'utf8')).toContain(`Exec=${LINUX_START} %F\n`);
      for (const size of ['16x16', '512x512'])
        expect(there).toContain(`usr/share/icons/hicolor/${size}/apps/forger.png`);
      const type = await readFile(join(root.folder, 'usr/share/mime/packages/forger.xml'), 'utf8');
      expect(type).toContain(`<glob pattern="*${BUNDLE_ENDING}"`);
      const helper = await stat(join(root.folder, LINUX_HOME, 'current', CHROME_SANDBOX));
      expect(helper.mode & 0o7777).toBe(0o4755);
      const { stdout: owner } = await run('dpkg-deb', ['--contents', DEB]);
      expect(owner).toMatch(new RegExp(`^-rwsr-xr-x root/root .*/${CHROME_SANDBOX}$`, 'm'));
      expect(await runIn({ ...root.room, home }, ['forger', '--version'])).toBe(`${PACKAGE.version}\n`);
    });

    test('it says in a sentence what to do where Chromium gets no sandbox, and shows it in a box', async () => {
      const program = enter({ ...root.room, home, namespaces: false }, [LINUX_START]);
      programs.push(program);
      program.stdout.resume();
      const [said, [code]] = await Promise.all([text(program.stderr), once(program, 'exit'), closeBox()]);
      expect(code).toBe(1);
      expect(said).toMatch(/^forger: This system keeps Forger from making the namespaces of Chromium's sandbox: .*\n$/);
    }, 120_000);

    test('its command line trains and exports, by the Node.js that it brings', async () => {
      const forger = (...words: string[]): Promise<string> => runIn({ ...root.room, home }, ['forger', ...words]);
      const place = ['--library', join(HOME, 'library')];
      await forger('train', ...place, '--preset', 'fashion-gan-torch', '--dataset', 'fashion-mnist', '--steps', '3');
      const found = JSON.parse(await forger('runs', ...place, '--json')) as { status: { step: number } }[];
      expect(found).toMatchObject([{ status: { step: 3 } }]);
      await forger('export', 'latest', ...place, '--format', 'tfjs', '--out', join(HOME, 'model'));
      const [model = ''] = await readdir(join(home, 'model'));
      expect(await readdir(join(home, 'model', model))).toContain('model.json');
    }, 120_000);

    test('it would fetch CUDA from the public server and no other, or has no addresses and names none', async () => {
      const addresses = (await readJson(join(RESOURCES, RECORDED_ADDRESSES))) as Record<string, string> | null;
      const said = await runIn({ ...root.room, home }, ['forger', 'runtime', 'list', '--json']);
      const { server } = (JSON.parse(said) as { cuda: CudaState }).cuda;
      expect(addresses === null ? [] : refusals(addresses)).toEqual([]);
      expect(server).toBe(addresses === null ? null : new URL(Object.values(addresses)[0] ?? '').hostname);
    }, 60_000);

    test('its window trains, exports and imports, and every process of it starts', async () => {
      const { browser, page } = await windowOf(start(['--remote-debugging-port=0']));
      const exported = await firstJourney(page, home);
      expect(exported).toEqual(['README.md', 'index.html', 'model.json', 'weights.bin']);

      const [run = ''] = await readdir(join(home, 'Forger', 'runs'));
      const config = { ...QUICK_START, epochs: undefined, steps: 10 };
      await ask(page, 'runFile.openShipped');
      await ask(page, 'letters.preview', { options: DEFAULT_LETTERS });
      await ask(page, 'animation.preview', { id: run, options: { what: 'epochs', ...LOOK_DEFAULTS } });
      await ask(page, 'runFile.weigh', { id: run });
      await ask(page, 'preflight.measure', { config, measure: true });
      await browser.close();
    }, 240_000);

    test('nothing of it is left when it is purged', async () => {
      await root.purge(PACKAGE.name);
      expect(await listing(root.folder)).toEqual(before);
    }, 60_000);
  });
});
