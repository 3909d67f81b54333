import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowsIcon } from '../../build/packaging/icons.mjs';
import { electronFile } from '../../build/setup/electron/from-npm.mjs';
import { hasDisplay, sandboxSwitches } from '../../build/setup/launch.mjs';
import { cacheRoot, electronProgram, PROJECT } from '../../build/setup/paths.mjs';
import { NODE_LINES } from '../../build/setup/pins.mjs';
import { checkNode, isSupported } from '../../build/setup/steps/node.mjs';
import { ways } from '../../build/setup/steps/tensorflow.mjs';
import { cacheRoot as engineCacheRoot } from '../../electron/engine/device/locate.ts';
import { recordedReport } from './support/recorder.ts';

test('set-up and the engine agree where the cache is', () => {
  const folder = fc.constantFrom('/home/a/.cache', '/x y', '');
  const environment = fc.record(
    { FORGER_CACHE: folder, XDG_CACHE_HOME: folder, LOCALAPPDATA: folder },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      environment,
      fc.constantFrom('linux', 'darwin', 'win32', 'freebsd'),
      fc.constantFrom('/root', '/home/b'),
      (given, platform, home) => {
        expect(cacheRoot(given, platform, home)).toBe(
          engineCacheRoot({ environment: given, platform, home, resources: undefined }),
        );
      },
    ),
  );
});

test.each([
  ['18.20.4', false],
  ['20.18.9', false],
  ['20.19.0', true],
  ['21.7.3', false],
  ['22.0.0', false],
  ['22.11.9', false],
  ['22.12.0', true],
  ['23.0.0', true],
  ['24.0.0', true],
  ['25.1.0', true],
])('Forger runs on Node.js %s: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});

test('another Node.js is told which ones will do; package.json says the same, and so does what builds the app', async () => {
  expect(() => checkNode(recordedReport().report, '22.11.0')).toThrow(
    'This is Node.js 22.11.0, and Forger needs 20.19.0 or a later 20, or 22.12.0 or newer.',
  );
  const { engines } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const bundler = JSON.parse(await readFile(join(PROJECT, 'node_modules/vite/package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(engines.node).toBe(bundler.engines.node);
  expect(engines.node).toBe(
    NODE_LINES.map((oldest, index) => `${index === NODE_LINES.length - 1 ? '>=' : '^'}${oldest}`).join(' || '),
  );
});

test('a plain Electron is made of the right files', () => {
  expect(electronFile('Cypress/Cypress')).toBe('electron');
  expect(electronFile('Cypress/locales/de.pak')).toBe('locales/de.pak');
  expect(electronFile('Cypress/resources/app/index.js')).toBeNull();
  expect(electronFile('Cypress/browser_v8_context_snapshot.bin')).toBeNull();
  expect(electronFile('elsewhere/file')).toBeNull();
});

test('the modern TensorFlow comes first where its wheel runs, the official one everywhere else', () => {
  expect(ways('linux', 'x64').map(({ id }) => id)).toEqual([
    'tensorflow-cpu-2.21.0-linux-x64',
    'tensorflow-gpu-2.9.1-linux-x64',
  ]);
  expect(ways('win32', 'x64').map(({ id }) => id)).toEqual(['tensorflow-gpu-2.9.1-win32-x64']);
});

test('a window needs a display on Linux, and only root goes without the sandbox', () => {
  expect(hasDisplay('linux', {})).toBe(false);
  expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(hasDisplay('win32', {})).toBe(true);
  expect(sandboxSwitches('linux', 0)).toEqual(['--no-sandbox']);
  expect(sandboxSwitches('linux', 1000)).toEqual([]);
  expect(sandboxSwitches('win32', undefined)).toEqual([]);
  expect(electronProgram('/e', 'win32')).toMatch(/electron\.exe$/);
});

test('a quiet report speaks only of what was done', () => {
  const { report, text } = recordedReport(true);
  report.begin('Electron');
  report.done('33.2.1');
  expect(text()).toBe('');
  report.begin('TensorFlow');
  report.work('fetching');
  report.done('here');
  expect(text()).toBe('  → TensorFlow: fetching\n  ✓ TensorFlow: here\n');
});

test('a Windows icon lists each picture with its size and place', () => {
  const icon = windowsIcon([
    { size: 16, png: new Uint8Array([1, 2, 3]) },
    { size: 256, png: new Uint8Array([4]) },
  ]);
  expect([...icon.subarray(0, 6)]).toEqual([0, 0, 1, 0, 2, 0]);
  expect([icon[6], icon.readUInt32LE(14), icon.readUInt32LE(18)]).toEqual([16, 3, 38]);
  expect([icon[22], icon.readUInt32LE(30), icon.readUInt32LE(34)]).toEqual([0, 1, 41]);
  expect([...icon.subarray(38)]).toEqual([1, 2, 3, 4]);
});
