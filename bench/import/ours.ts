import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { importOptionsSchema, square } from '../../electron/shared/dataset.ts';
import { forkDecoder, importFolder } from '../../electron/data/index.ts';

/** What the process that imports is told. */
export interface ImportTask {
  home: string;
  folder: string;
  size: number;
  channels: 1 | 3;
  /** The built electron/data/decoder/process.ts. */
  decoder: string;
  /** The Node that decodes. */
  node: string;
}

/** Imports a folder in this process, which the app's main process or the command line stands for, and tells how fast. */
export async function importOnce({ home, folder, size, channels, decoder, node }: ImportTask): Promise<void> {
  const libraryDir = await mkdtemp(join(home, 'library-'));
  try {
    const started = performance.now();
    const { report, record } = await importFolder({
      libraryDir,
      folder,
      options: importOptionsSchema.parse({ name: 'Pictures', ...square(size), channels }),
      decoder: forkDecoder(decoder, () => node),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`${JSON.stringify({ images: report.imported, seconds, hash: record.hash })}\n`);
  } finally {
    await rm(libraryDir, { recursive: true });
  }
}
