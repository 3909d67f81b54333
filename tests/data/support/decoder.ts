import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { forkDecoder, type DecoderLauncher } from '../../../electron/data/index.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The real decoding process, built as the app builds it, for the time of one test file. */
export async function buildDecoder(): Promise<{
  launcher: DecoderLauncher;
  remove(): Promise<void>;
}> {
  // Below node_modules, so that it finds sharp.
  const folder = join(root, 'node_modules', '.cache', `forger-test-decoder-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: resolve(root, 'electron/data/decoder/process.ts'),
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'decoder.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  });
  return {
    launcher: forkDecoder(join(folder, 'decoder.mjs')),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  };
}
