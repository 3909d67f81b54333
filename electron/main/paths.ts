import { app } from 'electron';
import { dirname, join } from 'node:path';
import { shipped } from '../shipped/index.ts';
import type { LicencePlaces } from './licences/index.ts';

const CHROMIUM_LICENCES = 'LICENSES.chromium.html';

/** Where the parts of the app lie. */
export function appPaths() {
  const { built: out, programs, fonts, datasets } = shipped();
  return {
    preload: join(out, 'preload', 'index.cjs'),
    engineWindowPreload: join(out, 'preload', 'engine-window.cjs'),
    pages: join(out, 'renderer'),
    engine: join(out, 'main', 'engine.js'),
    decoder: join(programs, 'decoder.js'),
    animation: join(programs, 'animation.js'),
    verdict: join(programs, 'verdict.js'),
    batch: join(programs, 'batch.js'),
    survey: join(out, 'main', 'survey.js'),
    probe: join(out, 'main', 'probe.js'),
    inside: join(out, 'main', 'inside.js'),
    letters: join(programs, 'letters.js'),
    runFile: join(out, 'main', 'run-file.js'),
    fonts,
    bundledDatasets: datasets,
  } as const;
}

/** Where the licences lie, in the packed app and in a checkout. */
export function licencePlaces(): LicencePlaces {
  const { resources, datasets } = shipped();
  const mac = process.platform === 'darwin';
  // Electron's own lie beside its program; a Mac's bundle, in which the program lies deep, has them among its resources
  // once it is packed.
  const beside = dirname(process.execPath);
  if (resources === undefined)
    return {
      forger: join(app.getAppPath(), 'LICENSE'),
      notices: null,
      packages: join(app.getAppPath(), 'node_modules'),
      electron: mac ? null : join(beside, 'LICENSE'),
      chromium: mac ? null : join(beside, CHROMIUM_LICENCES),
      node: null,
      datasets,
    };
  const electron = mac ? resources : beside;
  return {
    forger: join(resources, 'LICENSE'),
    notices: join(resources, 'THIRD-PARTY.txt'),
    packages: null,
    electron: join(electron, 'LICENSE.electron.txt'),
    chromium: join(electron, CHROMIUM_LICENCES),
    node: join(resources, 'node', 'LICENSE'),
    datasets,
  };
}
