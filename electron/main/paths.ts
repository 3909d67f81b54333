import { app } from 'electron';
import { join } from 'node:path';

/** Where the parts of the app lie: beside the built main file, and in the resources that ship. */
export function appPaths() {
  const out = join(import.meta.dirname, '..');
  return {
    preload: join(out, 'preload', 'index.cjs'),
    engineWindowPreload: join(out, 'preload', 'engine-window.cjs'),
    pages: join(out, 'renderer'),
    engine: join(out, 'main', 'engine.js'),
    decoder: join(out, 'main', 'decoder.js'),
    animation: join(out, 'main', 'animation.js'),
    probe: join(out, 'main', 'probe.js'),
    letters: join(out, 'main', 'letters.js'),
    runFile: join(out, 'main', 'run-file.js'),
    /** One folder a family, as Fontsource's packages have them. */
    fonts: app.isPackaged
      ? join(process.resourcesPath, 'fonts')
      : join(app.getAppPath(), 'node_modules', '@fontsource'),
    bundledDatasets: app.isPackaged
      ? join(process.resourcesPath, 'datasets')
      : join(app.getAppPath(), 'resources', 'datasets'),
  } as const;
}
