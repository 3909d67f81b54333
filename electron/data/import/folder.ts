import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportOptions, ImportProgress, ImportReport, RefusedFile } from '@shared/dataset.ts';
import { explained } from '../../store/files/index.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { buildDataset, tooManyPixels, type PixelWriter } from '../library/build.ts';
import { displayText } from '@shared/display.ts';
import { folderSource } from '../source/folder.ts';
import type { PictureSource } from '../source/source.ts';
import { MAX_DATASET_BYTES, MAX_LABELS } from '../limits.ts';
import { folderOf, labelFolders } from '@shared/import/labels.ts';
import { poolFor, type DecoderPool } from './pool.ts';
import { countLabels, Progress } from './progress.ts';
import type { Rendered } from '../decoder/messages.ts';
import { decodeTask } from './tasks.ts';
import type { Outcome } from './worker.ts';

export interface ImportFolderArguments {
  libraryDir: string;
  /** Absolute path. */
  folder: string;
  options: ImportOptions;
  decoder: DecoderLauncher;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

export interface Imported {
  record: DatasetRecord;
  report: ImportReport;
}

/** What a known data set says of itself, and what it must turn out to be. */
export interface KnownFolder extends Pick<DatasetRecord, 'id' | 'source' | 'licence'> {
  /** What a file is called in the report. */
  nameOf(path: string): string;
  /** @throws ForgerError when this is not it; nothing is left then. */
  check(report: ImportReport): void;
}

/** A GAN needs two images to have something to tell apart. */
const FEWEST_IMAGES = 2;
/** Images decoded ahead of the one that is written next: order is kept, memory is bounded. */
const AHEAD = 64;

/** The images taken, each by the number of its folder. */
interface Taken {
  folders: string[];
  folderOf: number[];
  refused: RefusedFile[];
}

/** Files' outcomes in the files' order, a bounded number of them under way. */
async function* decodeInOrder(
  pool: DecoderPool<Rendered>,
  root: string,
  files: readonly string[],
): AsyncGenerator<[string, Outcome<Rendered>]> {
  const underWay: Promise<Outcome<Rendered>>[] = [];
  for (let index = 0, next = 0; index < files.length; index += 1) {
    for (; next < files.length && next < index + AHEAD; next += 1) {
      const outcome = pool.ask(join(root, files[next] ?? ''));
      // It is awaited in its turn; until then a failure must not count as unhandled.
      outcome.catch(() => undefined);
      underWay.push(outcome);
    }
    const first = underWay.shift();
    if (first) yield [files[index] ?? '', await first];
  }
}

async function takeImages(args: ImportFolderArguments, source: PictureSource, pixels: PixelWriter): Promise<Taken> {
  const { options, decoder, signal } = args;
  const pool = poolFor(decoder, decodeTask(options), source.files.length);
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  const progress = new Progress(source.files.length, args.onProgress);
  const numbers = new Map<string, number>();
  const taken: Taken = { folders: [], folderOf: [], refused: [...source.refused] };
  try {
    for await (const [path, outcome] of decodeInOrder(pool, source.root, source.files)) {
      signal.throwIfAborted();
      if ('reason' in outcome) taken.refused.push({ path, reason: outcome.reason });
      else {
        await pixels.append(outcome.pixels);
        const folder = folderOf(path);
        const number = numbers.get(folder) ?? taken.folders.push(folder) - 1;
        numbers.set(folder, number);
        taken.folderOf.push(number);
      }
      progress.step(taken.refused.length);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The import has ended.'));
  }
  progress.end(taken.refused.length);
  return taken;
}

function tooFew(taken: Taken): ForgerError {
  const images = taken.folderOf.length === 0 ? 'No image' : 'Only one image';
  const [first] = taken.refused;
  const why = first ? ` The first file refused was ${displayText(first.path)}: ${first.reason}.` : '';
  return new ForgerError(
    'invalid-request',
    `${images} could be taken from this folder, and at least ${FEWEST_IMAGES} are needed.${why}`,
  );
}

/**
 * Imports every image below a folder as a data set of squares. Files that cannot be taken are listed in
 * the report, each with its reason; pixels go to the disk as they come.
 * @throws ForgerError when fewer than two images could be taken, when cancelled, …; nothing is left then.
 */
export async function importFolder(args: ImportFolderArguments, known?: KnownFolder): Promise<Imported> {
  const { options, signal } = args;
  const started = performance.now();
  return explained(async () => {
    signal.throwIfAborted();
    const source = await folderSource(args.folder, signal);
    const { height, width, channels } = options;
    if (source.files.length * height * width * channels > MAX_DATASET_BYTES) throw tooManyPixels();
    const image = { height, width, channels };
    return buildDataset(
      args.libraryDir,
      image,
      async (pixels) => {
        const taken = await takeImages(args, source, pixels);
        if (taken.folderOf.length < FEWEST_IMAGES) throw tooFew(taken);
        const labelling = labelFolders(taken.folders);
        if (labelling.names && labelling.names.length > MAX_LABELS) {
          throw new ForgerError(
            'invalid-request',
            `The images lie in more than ${MAX_LABELS.toLocaleString('en')} folders, which would be as many labels.`,
          );
        }
        const { names, numberOf } = labelling;
        const numbers = names ? Uint16Array.from(taken.folderOf, (folder) => numberOf[folder] ?? 0) : null;
        signal.throwIfAborted();
        const report: ImportReport = {
          imported: taken.folderOf.length,
          refused: taken.refused
            .map(({ path, reason }) => ({ path: displayText(known?.nameOf(path) ?? path), reason }))
            .sort((a, b) => (a.path < b.path ? -1 : 1)),
          labels: countLabels(names, numbers),
          seconds: Math.round((performance.now() - started) / 10) / 100,
        };
        known?.check(report);
        return {
          name: options.name,
          source: known?.source ?? `Imported from ${source.words}`,
          licence: known?.licence ?? null,
          labels: names,
          fit: options.fit,
          numbers,
          report,
        };
      },
      known?.id,
    );
  });
}
