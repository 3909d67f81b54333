import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { folderWith } from './support/folder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

/** A project in small: one file for each room, and the packages they import. */
const ROOMS: Record<string, string> = {
  'tsconfig.json':
    '{ "compilerOptions": { "module": "ESNext", "moduleResolution": "bundler", "allowImportingTsExtensions": true, "noEmit": true } }',
  'node_modules/zod/package.json': '{ "name": "zod", "main": "index.js" }',
  'node_modules/zod/index.js': '',
  'node_modules/electron/package.json': '{ "name": "electron", "main": "index.js" }',
  'node_modules/electron/index.js': '',
  'node_modules/sharp/package.json': '{ "name": "sharp", "main": "index.js" }',
  'node_modules/sharp/index.js': '',
  'node_modules/@tensorflow/tfjs-core/package.json': '{ "name": "@tensorflow/tfjs-core", "main": "index.js" }',
  'node_modules/@tensorflow/tfjs-core/index.js': '',
  'electron/shared/run.ts': "import 'zod';",
  'electron/engine/training/trainer.ts':
    "import '@tensorflow/tfjs-core'; import '../../shared/run.ts'; import '../compile/index.ts'; import '../metric/recorder.ts';",
  'electron/engine/compile/index.ts': "import '../native/backend.ts';",
  'electron/engine/metric/recorder.ts': "import '../random/draws.ts';",
  'electron/engine/network/network.ts': "import '../random/draws.ts'; import '../native/backend.ts';",
  'electron/engine/native/backend.ts': "import '@tensorflow/tfjs-core';",
  'electron/engine/random/draws.ts': "import '../../shared/run.ts';",
  'electron/engine/device/runtime.ts': "import 'node:fs'; import '../training/trainer.ts';",
  'electron/engine/host/process.ts':
    "import 'electron'; import '../../store/index.ts'; import '../../data/index.ts'; import '../device/runtime.ts';",
  'electron/engine/device/webgpu/backend.ts': "import '@tensorflow/tfjs-core';",
  'electron/engine/device/webgpu/dawn.ts': "import 'node:fs'; import './backend.ts';",
  'electron/engine/window/page.ts':
    "import '../training/trainer.ts'; import '../device/webgpu/backend.ts'; import '../../shared/run.ts';",
  'electron/store/index.ts': "import 'node:fs'; import '../shared/run.ts';",
  'electron/store/files/commit.ts': "import 'node:fs';",
  'electron/data/index.ts': "import 'sharp'; import '../store/files/commit.ts';",
  'electron/export/index.ts': "import '../store/index.ts';",
  'electron/main/index.ts': "import 'electron'; import '../engine/host/process.ts'; import '../export/index.ts';",
  'electron/cli/index.ts': "import '../data/index.ts';",
  'electron/preload/index.ts': "import 'electron'; import '../shared/run.ts';",
  'renderer/src/main.ts':
    "import '../../electron/shared/run.ts'; import './shell/Shell.svelte'; import './run/Run.svelte';",
  'renderer/src/shell/Shell.svelte': "<script>import '../lib/format.ts'; import '../run-file/opening.ts';</script>",
  'renderer/src/run/Run.svelte': "<script>import '../charts/chart.ts'; import '../export/Dialog.svelte';</script>",
  'renderer/src/export/Dialog.svelte': "<script>import '../samples/sheet.ts';</script>",
  'renderer/src/run-file/opening.ts': "import '../lib/format.ts';",
  'renderer/src/charts/chart.ts': "import '../metrics/buffer.ts';",
  'renderer/src/samples/sheet.ts': "import '../metrics/buffer.ts';",
  'renderer/src/metrics/buffer.ts': "import '../components/player.ts';",
  'renderer/src/components/player.ts': "import '../lib/format.ts';",
  'renderer/src/lib/format.ts': '',
};

interface Violation {
  rule: { name: string };
  from: string;
}

async function violations(files: Record<string, string>): Promise<string[]> {
  const folder = await folderWith({ ...ROOMS, ...files });
  const cruise = join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const hook = join(PROJECT, 'build/checks/svelte-imports.mjs');
  const config = join(PROJECT, 'build/checks/arrows.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', hook, cruise, '--config', config, '--output-type', 'json', 'electron', 'renderer'],
    {
      cwd: folder,
      maxBuffer: 1 << 26,
    },
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`);
}

test('every arrow of the decision record is allowed', async () => {
  expect(await violations({})).toEqual([]);
});

test('each forbidden import is found, by its rule', async () => {
  const found = await violations({
    'electron/shared/reads.ts': "import 'node:fs';",
    'electron/engine/network/reads.ts': "import { readFile } from 'node:fs/promises'; export const read = readFile;",
    'electron/engine/metric/asks.ts': "import '../../store/index.ts';",
    'electron/engine/compile/asks.ts': "import type { Name } from '../training/trainer.ts'; export type Other = Name;",
    'electron/engine/compile/builds.ts': "import '../network/network.ts';",
    'electron/engine/random/asks.ts': "import '../metric/recorder.ts';",
    'electron/engine/device/asks.ts': "import '../host/process.ts';",
    'electron/engine/window/reads.ts': "import 'node:fs';",
    'electron/engine/window/asks.ts': "import '../device/webgpu/dawn.ts';",
    'electron/engine/host/index.ts': "import 'electron';",
    'electron/store/asks.ts': "import '../data/index.ts';",
    'electron/store/window.ts': "import { app } from 'electron'; export const name = app;",
    'electron/data/asks.ts': "import '../store/index.ts';",
    'electron/export/asks.ts': "import type { Name } from '../engine/training/trainer.ts'; export type Other = Name;",
    'electron/cli/asks.ts': "import '../main/index.ts';",
    'electron/main/asks.ts': "import '../engine/training/trainer.ts';",
    'electron/preload/asks.ts': "import 'node:path';",
    'electron/helpers/index.ts': "import 'zod';",
    'electron/main/one.ts': "import { two } from './two.ts'; export const one = () => two;",
    'electron/main/types.ts': "import type { Named } from './named.ts'; export interface Has { named: Named }",
    'electron/main/named.ts': "import type { Has } from './types.ts'; export interface Named { has: Has }",
    'electron/main/two.ts': "import { one } from './one.ts'; export const two = () => one;",
    'renderer/src/asks.ts': "import '../../electron/store/index.ts';",
    'renderer/src/electron.ts': "import { ipcRenderer } from 'electron'; export const ipc = ipcRenderer;",
    'renderer/src/Reads.svelte':
      '<script lang="ts">import { readFileSync } from "node:fs"; const text: string = readFileSync("x", "utf8");</script>{text}',
    'renderer/src/run/asks.ts': "import '../new-run/form.ts';",
    'renderer/src/new-run/form.ts': '',
    'renderer/src/charts/Asks.svelte':
      '<script lang="ts">import type { Run } from "../run/model.ts"; const { run }: { run: Run } = $props();</script>{run}',
    'renderer/src/run/model.ts': 'export type Run = string;',
    'renderer/src/lib/asks.ts': "import '../components/player.ts';",
    'renderer/src/helpers/index.ts': "import '../lib/format.ts';",
  });
  expect(found).toEqual(
    expect.arrayContaining([
      'electron/shared/reads.ts: shared-uses-the-schema-library-only',
      'electron/engine/network/reads.ts: engine-core-runs-in-every-host',
      'electron/engine/metric/asks.ts: engine-metric-imports-only-its-arrows',
      'electron/engine/compile/asks.ts: engine-compile-imports-only-its-arrows',
      'electron/engine/compile/builds.ts: engine-compile-imports-only-its-arrows',
      'electron/engine/random/asks.ts: engine-random-imports-only-its-arrows',
      'electron/engine/device/asks.ts: engine-device-imports-only-its-arrows',
      'electron/engine/window/reads.ts: windows-and-bridge-have-no-node',
      'electron/engine/window/asks.ts: engine-window-imports-only-its-arrows',
      'electron/engine/host/index.ts: electron-in-main-preload-and-host-only',
      'electron/store/asks.ts: store-imports-only-its-arrows',
      'electron/store/window.ts: electron-in-main-preload-and-host-only',
      'electron/data/asks.ts: data-imports-only-its-arrows',
      'electron/export/asks.ts: export-imports-only-its-arrows',
      'electron/cli/asks.ts: cli-imports-only-its-arrows',
      'electron/main/asks.ts: main-imports-only-its-arrows',
      'electron/preload/asks.ts: windows-and-bridge-have-no-node',
      'electron/helpers/index.ts: every-file-has-a-room',
      'electron/main/one.ts: no-circles',
      'electron/main/named.ts: no-circles',
      'renderer/src/asks.ts: renderer-imports-only-its-arrows',
      'renderer/src/electron.ts: electron-in-main-preload-and-host-only',
      'renderer/src/Reads.svelte: windows-and-bridge-have-no-node',
      'renderer/src/run/asks.ts: renderer-run-imports-only-its-arrows',
      'renderer/src/charts/Asks.svelte: renderer-charts-imports-only-its-arrows',
      'renderer/src/lib/asks.ts: renderer-lib-imports-only-its-arrows',
      'renderer/src/helpers/index.ts: every-file-has-a-room',
    ]),
  );
});
