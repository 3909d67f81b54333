import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';
import { listBundled } from './build/packaging/bundled.mjs';

// Syntax targets are what both the pinned Electron and the provisioned 33.2.1 run
// (electron-vite would otherwise take them from the installed npm package).
const NODE_TARGET = 'node20';
const CHROME_TARGET = 'chrome130';

const shared = { '@shared': resolve(import.meta.dirname, 'electron/shared') };
const entry = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    resolve: { alias: shared },
    plugins: [listBundled(import.meta.dirname)],
    build: {
      target: NODE_TARGET,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: entry('electron/main/index.ts'),
          engine: entry('electron/engine/host/process.ts'),
          decoder: entry('electron/data/decoder/process.ts'),
          animation: entry('electron/engine/host/animation/process.ts'),
          verdict: entry('electron/engine/host/verdict/process.ts'),
          batch: entry('electron/engine/host/batch/process.ts'),
          survey: entry('electron/engine/host/survey/process.ts'),
          bench: entry('electron/engine/host/bench/process.ts'),
          probe: entry('electron/engine/host/preflight/process.ts'),
          inside: entry('electron/engine/host/inside/process.ts'),
          letters: entry('electron/data/letters/process.ts'),
          'run-file': entry('electron/engine/host/run-file/process.ts'),
          cli: entry('electron/cli/index.ts'),
        },
      },
    },
  },
  preload: {
    resolve: { alias: shared },
    plugins: [listBundled(import.meta.dirname)],
    build: {
      target: NODE_TARGET,
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: entry('electron/preload/index.ts'),
          'engine-window': entry('electron/preload/engine-window.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: entry('renderer'),
    // The page of the hidden engine window is the engine's; the page's address must lie below the root.
    resolve: { alias: { ...shared, '/@engine-window': entry('electron/engine/window') } },
    plugins: [svelte(), listBundled(import.meta.dirname)],
    build: {
      target: CHROME_TARGET,
      // The content security policy allows no data: addresses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: entry('renderer/index.html'), engine: entry('renderer/engine.html') } },
    },
  },
});
