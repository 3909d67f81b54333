import { join } from 'node:path';
import { shipped } from '../shipped/index.ts';

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
    fonts: shipped().fonts,
    bundledDatasets: shipped().datasets,
  } as const;
}
