import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import { importIdx } from '../../../electron/data/index.ts';
import { prepareRun, RunControl, trainRun, type RunEvent } from '../../../electron/engine/host/index.ts';
import { Library } from '../../../electron/store/index.ts';
import { encodeIdx } from '../../data/support/idx.ts';
import { noisyImages, TINY_IMAGE, tinyImages, tinyNetworks } from './tiny.ts';

export const BUNDLED = resolve(import.meta.dirname, '../../../resources/datasets');

/** A library with one small data set, gone after the test. */
export interface TemporaryLibrary {
  library: Library;
  /** Prepares a run of six small steps of `fashion-gan-torch` with narrow networks. */
  prepare(input?: Partial<RunConfigInput>): Promise<RunRecord>;
  /** Imports other images of the same shape. @returns the id of their data set */
  importOthers(count: number): Promise<string>;
  remove(): void;
}

/** @param images of its data set, or how many */
export async function temporaryLibrary(images: number | ReturnType<typeof tinyImages> = 40): Promise<TemporaryLibrary> {
  const dir = mkdtempSync(join(tmpdir(), 'forger-engine-'));
  const library = await Library.open(join(dir, 'library'));
  const importAs = (name: string, { pixels, count }: ReturnType<typeof tinyImages>) => {
    const file = join(dir, name);
    writeFileSync(file, encodeIdx([count, TINY_IMAGE.height, TINY_IMAGE.width], pixels));
    return importIdx({
      libraryDir: library.dir,
      pair: { images: file, labels: null },
      name,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  };
  const imported = await importAs('Tiny', typeof images === 'number' ? tinyImages(images) : images);
  return {
    library,
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }),
    importOthers: async (others) => (await importAs('Others', noisyImages(others))).record.id,
    prepare: async (input = {}) => {
      const settings = { batch: 8, steps: 6, 'latent.size': 5, 'samples.count': 4, device: 'cpu' } as const;
      const wide = await prepareRun({
        library,
        bundledDir: BUNDLED,
        input: { preset: 'fashion-gan-torch', dataset: imported.record.id, ...settings, ...input },
      });
      return library.createRun({ ...wide, networks: tinyNetworks(wide.config.preset) });
    },
  };
}

/** Trains a run here; `onEvent` may use the control. */
export async function trainHere(
  library: Library,
  runId: string,
  onEvent: (event: RunEvent, control: RunControl) => void = () => undefined,
): Promise<RunStatus> {
  const control = new RunControl();
  return trainRun({
    library,
    runId,
    owner: 'cli',
    bundledDir: BUNDLED,
    control,
    onEvent: (event) => onEvent(event, control),
  });
}
