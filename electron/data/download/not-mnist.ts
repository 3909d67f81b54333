import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import {
  importOptionsSchema,
  square,
  type ImportProgress,
  type ImportReport,
  type OfferedDataset,
} from '@shared/dataset.ts';
import { explained, makeFolder } from '../../store/files/index.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { importFolder, type Imported } from '../import/folder.ts';
import { datasetsDir } from '../library/folder.ts';
import { hasDataset } from '../library/read.ts';
import { fetchPinned, type PinnedFile } from './fetch-file.ts';
import { otherContent } from './known-pixels.ts';
import { tarFiles, type TarFile } from './tar.ts';

export interface LabelledArchive {
  /** Whole addresses of the archive. */
  mirrors: readonly string[];
  archive: PinnedFile;
  /** Images of each label once the broken ones are left out. */
  counts: Readonly<Record<string, number>>;
  /** Files known to be broken, as label/name. */
  broken: readonly string[];
}

/**
 * The hand-cleaned part of notMNIST. Its author published no checksum. The size stands in many course notes,
 * the MD5 in the loaders of several machine-learning libraries; no SHA-256 of it was found. That is enough
 * against damage and against a file exchanged later: no way is known to make another file of a given MD5.
 * What is in it is checked as well, by its counts.
 */
const NOT_MNIST_SMALL: LabelledArchive = {
  mirrors: [
    'https://storage.googleapis.com/books1000/notMNIST_small.tar.gz',
    'https://commondatastorage.googleapis.com/books1000/notMNIST_small.tar.gz',
    'http://yaroslavvb.com/upload/notMNIST/notMNIST_small.tar.gz',
  ],
  archive: { name: 'notMNIST_small.tar.gz', bytes: 8_458_043, md5: 'c9890a473a9769fda4bdf314aaf500dd' },
  counts: { A: 1872, B: 1873, C: 1873, D: 1873, E: 1873, F: 1872, G: 1872, H: 1872, I: 1872, J: 1872 },
  broken: ['A/RGVtb2NyYXRpY2FCb2xkT2xkc3R5bGUgQm9sZC50dGY=.png', 'F/Q3Jvc3NvdmVyIEJvbGRPYmxpcXVlLnR0Zg==.png'],
};

export const NOT_MNIST: OfferedDataset = {
  state: 'offered',
  how: 'download',
  id: 'notmnist',
  name: 'notMNIST small',
  source: 'Y. Bulatov, "notMNIST dataset", 2011: letters A to J from public fonts; the hand-cleaned part',
  licence: 'none stated by its author',
  bytes: NOT_MNIST_SMALL.archive.bytes,
};

export interface DownloadNotMnistArguments {
  libraryDir: string;
  decoder: DecoderLauncher;
  signal: AbortSignal;
  /** In images: the first half while it is fetched, the second while they are decoded. */
  onProgress(progress: ImportProgress): void;
}

const SIZE = 28;
/** 18,726 images of about 500 bytes make 28 MiB of tar. */
const LIMITS = { bytes: 128 * 2 ** 20, fileBytes: 1 << 20, files: 25_000 };
const IMAGE = /^(?:\.\/)?[^/]+\/([A-Z])\/([^/]+\.png)$/i;

/** Kept when cut off, so that the next try goes on; hidden, so that it is no data set. */
const downloadDir = (libraryDir: string): string => join(datasetsDir(libraryDir), '.download-notmnist');

/** "notMNIST_small/A/x.png" → "A/x.png"; null for anything else. */
function imageName(name: string): string | null {
  const [, label, file] = IMAGE.exec(name) ?? [];
  return label !== undefined && file !== undefined ? `${label}/${file}` : null;
}

/**
 * Unpacks the images under numbers in the order of their names: those are Base64, so on a disk that does
 * not tell capitals apart two could be one.
 * @returns the number's path → the name in the archive.
 */
async function unpack(archive: string, folder: string, signal: AbortSignal): Promise<Map<string, string>> {
  const files: TarFile[] = [];
  for await (const file of tarFiles(archive, (name) => imageName(name) !== null, LIMITS)) {
    signal.throwIfAborted();
    files.push({ ...file, name: imageName(file.name) ?? '' });
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Map<string, string>();
  const labels = new Set<string>();
  for (const [index, { name, bytes }] of files.entries()) {
    signal.throwIfAborted();
    const label = name.slice(0, name.indexOf('/'));
    const path = `${label}/${String(index).padStart(6, '0')}.png`;
    if (!labels.has(label)) await makeFolder(join(folder, label));
    labels.add(label);
    // Read once and thrown away: none of them need outlast a power cut.
    await writeFile(join(folder, ...path.split('/')), bytes);
    names.set(path, name);
  }
  return names;
}

function checkContent({ labels, refused }: ImportReport, { counts, broken }: LabelledArchive): void {
  const same =
    labels.length === Object.keys(counts).length &&
    labels.every(({ name, count }) => counts[name] === count) &&
    refused.length === broken.length &&
    refused.every(({ path }) => broken.includes(path));
  if (!same) throw otherContent();
}

/**
 * Fetches notMNIST small, checks it and puts it into the library, under the id `notmnist`. The two images
 * that are known to be broken are listed in the report.
 * @throws ForgerError `offline`; `damaged`; `invalid-request` when it is there already.
 */
export async function downloadNotMnist(
  { libraryDir, decoder, signal, onProgress }: DownloadNotMnistArguments,
  known: LabelledArchive = NOT_MNIST_SMALL,
): Promise<Imported> {
  return explained(async () => {
    signal.throwIfAborted();
    if (await hasDataset(libraryDir, NOT_MNIST.id))
      throw new ForgerError('invalid-request', `${NOT_MNIST.name} is in the library already.`);
    const folder = downloadDir(libraryDir);
    const images = join(folder, 'images');
    await makeFolder(datasetsDir(libraryDir));
    await makeFolder(folder);
    const total = Object.values(known.counts).reduce((sum, count) => sum + count, 0);
    const archive = join(folder, known.archive.name);
    await fetchPinned(known.mirrors, archive, known.archive, {
      signal,
      onBytes: (bytes) =>
        onProgress({ done: Math.floor((bytes / known.archive.bytes) * (total / 2)), total, refused: 0 }),
    });
    await rm(images, { recursive: true, force: true });
    await makeFolder(images);
    const names = await unpack(archive, images, signal);
    const { id, name, source, licence } = NOT_MNIST;
    const imported = await importFolder(
      {
        libraryDir,
        folder: images,
        options: importOptionsSchema.parse({ name, ...square(SIZE), channels: 1 }),
        decoder,
        signal,
        onProgress: ({ done, refused }) => onProgress({ done: Math.floor((total + done) / 2), total, refused }),
      },
      {
        id,
        source,
        licence,
        nameOf: (path) => names.get(path) ?? path,
        check: (report) => checkContent(report, known),
      },
    );
    await rm(folder, { recursive: true, force: true });
    return imported;
  });
}
