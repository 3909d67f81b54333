import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import { importIdx } from '../../../electron/data/index.ts';
import { prepareRun, RunControl, trainRun, type RunEvent } from '../../../electron/engine/host/index.ts';
import { Library } from '../../../electron/store/index.ts';
import { encodeIdx } from '../../data/support/idx.ts';

export const BUNDLED = resolve(import.meta.dirname, '../../../resources/datasets');

/** A side that every published recipe takes. */
const SIDE = 28;
const IMAGES = 40;
const CLASSES = 4;

/** A library with one data set of a few grey images with labels. */
export interface SmallLibrary {
  library: Library;
  dataset: string;
  /** Prepares a run of a recipe with networks as narrow as they get, op by op or compiled. */
  prepare(preset: string, settings?: Partial<RunConfigInput>): Promise<RunRecord>;
}

export async function smallLibrary(folder: string): Promise<SmallLibrary> {
  const library = await Library.open(join(folder, 'library'));
  const pixels = Uint8Array.from(
    { length: IMAGES * SIDE * SIDE },
    (_, at) => (at % SIDE < 9 ? 210 : 15) + ((at * 13) % 40),
  );
  const [images, labels] = [join(folder, 'images'), join(folder, 'labels')];
  writeFileSync(images, encodeIdx([IMAGES, SIDE, SIDE], pixels));
  writeFileSync(
    labels,
    encodeIdx(
      [IMAGES],
      Uint8Array.from({ length: IMAGES }, (_, at) => at % CLASSES),
    ),
  );
  const { record } = await importIdx({
    libraryDir: library.dir,
    pair: { images, labels },
    name: 'Small',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return {
    library,
    dataset: record.id,
    prepare: (preset, settings = {}) =>
      prepareRun({
        library,
        bundledDir: BUNDLED,
        input: {
          preset,
          dataset: record.id,
          device: 'cpu',
          'network.width': 0.03125,
          batch: 8,
          'samples.count': 1,
          ...settings,
        },
      }),
  };
}

/** Trains a run in this process; `onEvent` may use the control. */
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
