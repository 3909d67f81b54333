import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { forkDecoder, type StudioParts } from '../../../electron/data/index.ts';

const root = resolve(import.meta.dirname, '../../..');
export const FONTS = join(root, 'node_modules', '@fontsource');

/** The real process that draws letters, built as the app builds it, for the time of one test file. */
export async function buildStudio(): Promise<{ parts: StudioParts; remove(): Promise<void> }> {
  // Below node_modules, so that it finds fontkit.
  const folder = join(root, 'node_modules', '.cache', `forger-test-letters-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: resolve(root, 'electron/data/letters/process.ts'),
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'letters.mjs' } },
    },
  });
  return {
    parts: { launcher: forkDecoder(join(folder, 'letters.mjs')), fontsDir: FONTS },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  };
}
