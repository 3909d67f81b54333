import { isAbsolute, relative, sep } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportOptions, ImportProgress, ImportReport, RefusedFile } from '@shared/dataset.ts';
import { displayText } from '@shared/display.ts';
import { choiceWords } from '@shared/import/choice-words.ts';
import { lookOf, type Seen } from '@shared/import/look-of.ts';
import { importedShape, requirePairable } from '@shared/import/paired.ts';
import { LEFT_OUT, takingOf } from '@shared/import/taking.ts';
import { explained } from '../../store/files/index.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { inSlices } from '../in-slices.ts';
import { buildDataset, type DatasetFacts } from '../library/build.ts';
import type { ImageOrigin } from '../library/origins.ts';
import { tooManyPixels, type PixelWriter } from '../library/pixel-writer.ts';
import { FEWEST_IMAGES, MAX_DATASET_BYTES, MAX_LABELS } from '../limits.ts';
import { folderSource } from '../source/folder.ts';
import { pairedSource, perhapsPairs } from '../source/pairs.ts';
import { requireFiles, type PictureSource } from '../source/source.ts';
import { writeOriginalsPlace } from '../library/originals.ts';
import { changesOf } from './changes.ts';
import { decodeFiles } from './decoding.ts';
import type { KeptPictures } from './kept-pictures.ts';
import { countLabels } from './progress.ts';

export interface ImportPicturesArguments {
  libraryDir: string;
  options: ImportOptions;
  decoder: DecoderLauncher;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
  /** What a look at them was made of, where there was one: it is said where files changed since. */
  seen?: Seen | undefined;
  /** What was made of such pictures before, with the same choices. */
  kept?: KeptPictures;
}

export interface ImportFolderArguments extends ImportPicturesArguments {
  /** Absolute path. */
  folder: string;
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

function tooFew(taken: number, [first]: readonly RefusedFile[]): ForgerError {
  const images = taken === 0 ? 'No image' : 'Only one image';
  const why = first ? ` The first file not taken was ${displayText(first.path)}: ${first.reason}.` : '';
  return new ForgerError(
    'invalid-request',
    `${images} could be taken from this folder, and at least ${FEWEST_IMAGES} are needed.${why}`,
  );
}

/** As they are told: one line each, in the order of their paths. */
const listed = (files: readonly RefusedFile[], nameOf: (path: string) => string): RefusedFile[] =>
  files
    .map(({ path, reason }) => ({ path: displayText(nameOf(path)), reason: displayText(reason) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

/** Decodes what may be taken, chooses among what could be decoded, and says what came of it. */
async function fill(
  args: ImportPicturesArguments,
  source: PictureSource,
  pixels: PixelWriter,
  known?: KnownFolder,
): Promise<DatasetFacts> {
  const { options, signal } = args;
  const started = performance.now();
  const byHand = new Set(options.leaveOut);
  const files = source.files.filter((path) => !byHand.has(path));
  const { width, height, channels } = importedShape(options);
  if (files.length * height * width * channels > MAX_DATASET_BYTES) throw tooManyPixels();
  const decoded = await decodeFiles(source, files, pixels, args);
  const { pairs } = source;
  const refused = [...source.refused, ...decoded.refused];
  const alone = pairs?.alone ?? [];
  const pictures = decoded.store.pictures();
  const { taken, names, numbers, left } = await inSlices(takingOf(pictures, options, source.labels), signal);
  const handed = source.files.filter((path) => byHand.has(path)).map((path) => ({ path, reason: LEFT_OUT.hand }));
  if (taken.length < FEWEST_IMAGES) throw tooFew(taken.length, [...refused, ...alone, ...handed, ...left]);
  if (names && names.length > MAX_LABELS) {
    throw new ForgerError(
      'invalid-request',
      `The images have more than ${MAX_LABELS.toLocaleString('en')} labels. Choose another level of folders, or none.`,
    );
  }
  const nameOf = (path: string): string => known?.nameOf(path) ?? path;
  const labelNumbers = names && Uint16Array.from(numbers);
  const opened = decoded.store.opened();
  function* originsOf(): Generator<ImageOrigin> {
    for (const picture of taken) {
      const file = opened[picture] ?? 0;
      const path = nameOf(files[file] ?? '');
      const target = pairs?.kind === 'folders' ? pairs.targets.get(files[file] ?? '') : undefined;
      yield {
        path,
        ...(target !== undefined && { target: nameOf(target) }),
        sha256: decoded.store.digest(file),
        facts: decoded.store.packed(file),
      };
    }
  }
  const again = await args.kept?.compare({ origins: originsOf(), labels: names, numbers: labelNumbers });
  if (left.length > 0) await pixels.keep(taken, signal);
  signal.throwIfAborted();
  const seen = {
    files: files.length,
    pictures,
    refused,
    table: source.labels,
    pairs,
    perhaps: await inSlices(perhapsPairs(source), signal),
    whole: true,
  };
  const look = await inSlices(lookOf(seen, options), signal);
  const folder = await changesOf(source, { byHand, taken: pictures, seen: args.seen }, signal);
  const report: ImportReport = {
    imported: taken.length,
    refused: listed([...refused, ...alone], nameOf),
    leftOut: listed([...handed, ...left], nameOf),
    choices: choiceWords(options),
    findings: look.findings.map((finding) => ({
      ...finding,
      examples: finding.examples.map((path) => displayText(nameOf(path))),
    })),
    labels: countLabels(names, labelNumbers),
    ...(again && { again }),
    ...(folder && { folder }),
    seconds: Math.round((performance.now() - started) / 10) / 100,
  };
  known?.check(report);
  return {
    name: options.name,
    source: known?.source ?? `Imported from ${source.words}`,
    licence: known?.licence ?? null,
    labels: names,
    fit: options.fit,
    ...(pairs && { pairs: true as const }),
    numbers: labelNumbers,
    report,
    choices: options,
    origins: originsOf(),
  };
}

const isBelow = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
};

/**
 * Imports the pictures of a source as a data set, as the options choose. Whatever is not taken is listed in the report
 * with its reason; pixels go to the disk as they come.
 * @throws ForgerError when fewer than two images could be taken, when cancelled, …; nothing is left then.
 */
export async function importPictures(
  given: PictureSource,
  args: ImportPicturesArguments,
  known?: KnownFolder,
): Promise<Imported> {
  return explained(async () => {
    args.signal.throwIfAborted();
    requirePairable(args.options);
    requireFiles(given);
    const source = await inSlices(pairedSource(given, args.options.pairs), args.signal);
    const image = importedShape(args.options);
    const made = await buildDataset(args.libraryDir, image, (pixels) => fill(args, source, pixels, known), known?.id);
    // What was unpacked lies in the library, and goes.
    if (!isBelow(source.root, args.libraryDir))
      await writeOriginalsPlace(args.libraryDir, made.record.id, {
        folder: source.root,
        ...(source.part && { part: true }),
      });
    return made;
  });
}

/** Imports every image below a folder, see {@link importPictures}. */
export async function importFolder(args: ImportFolderArguments, known?: KnownFolder): Promise<Imported> {
  return explained(async () => {
    args.signal.throwIfAborted();
    const source = await folderSource(args.folder, args.signal);
    try {
      return await importPictures(source, args, known);
    } finally {
      await source.close();
    }
  });
}
