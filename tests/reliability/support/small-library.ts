import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import { isPaired, pairShape } from '@shared/pairs.ts';
import { findPreset } from '@shared/presets/index.ts';
import { buildDataset } from '../../../electron/data/library/build.ts';
import { besideEachOther } from '@shared/pictures-beside.ts';
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
  let paired: Promise<string> | null = null;
  /** The same pictures in pairs, made when a recipe asks for them. */
  const pairs = (): Promise<string> => (paired ??= makePairs(library.dir, pixels));
  return {
    library,
    dataset: record.id,
    prepare: async (preset, settings = {}) =>
      prepareRun({
        library,
        bundledDir: BUNDLED,
        input: {
          preset,
          dataset: learnsFromPairs(preset) ? await pairs() : record.id,
          device: 'cpu',
          'network.width': 0.03125,
          batch: 8,
          'samples.count': 1,
          ...settings,
        },
      }),
  };
}

const learnsFromPairs = (preset: string): boolean => {
  const recipe = findPreset(preset)?.recipe;
  return recipe !== undefined && isPaired(recipe);
};

/** Each picture beside the next. */
async function makePairs(libraryDir: string, pixels: Uint8Array): Promise<string> {
  const image = { height: SIDE, width: SIDE, channels: 1 } as const;
  const size = SIDE * SIDE;
  const { record } = await buildDataset(libraryDir, pairShape(image), async (writer) => {
    const next = Uint8Array.from(pixels, (_, at) => pixels[(at + size) % pixels.length] ?? 0);
    await writer.append(besideEachOther([pixels, next], image));
    return {
      ...{ name: 'Small pairs', source: 'made up', licence: 'none needed', labels: null, numbers: null, pairs: true },
      report: { imported: IMAGES, refused: [], labels: [], seconds: 0 },
    };
  });
  return record.id;
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
