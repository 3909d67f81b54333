import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ImportProgress, OfferedDataset } from '@shared/dataset.ts';
import { explained } from '../../store/files/index.ts';
import type { Imported } from '../import/folder.ts';
import { importIdx } from '../import/idx.ts';
import { Progress } from '../import/progress.ts';
import { datasetsDir } from '../library/folder.ts';
import { hasDataset } from '../library/read.ts';
import { fetchPinned, type PinnedFile } from './fetch-file.ts';

export interface IdxDownload {
  mirrors: readonly string[];
  images: PinnedFile;
  labels: PinnedFile;
  /** What progress counts to. */
  count: number;
}

/** The 60,000 training images, which is what a GAN learns from. */
const MNIST_FILES: IdxDownload = {
  mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
  images: {
    name: 'train-images-idx3-ubyte.gz',
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  labels: {
    name: 'train-labels-idx1-ubyte.gz',
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  count: 60_000,
};

export const MNIST: OfferedDataset = {
  state: 'offered',
  how: 'download',
  id: 'mnist',
  name: 'MNIST',
  source: 'Y. LeCun, C. Cortes, C. Burges: "The MNIST database of handwritten digits"; the training images',
  licence: 'CC BY-SA 3.0',
  bytes: MNIST_FILES.images.bytes + MNIST_FILES.labels.bytes,
};

export interface DownloadMnistArguments {
  libraryDir: string;
  signal: AbortSignal;
  /** In images, in the proportion in which their bytes are there. */
  onProgress(progress: ImportProgress): void;
}

/** Kept when cut off, so that the next try goes on; hidden, so that it is no data set. */
const downloadDir = (libraryDir: string): string => join(datasetsDir(libraryDir), '.download-mnist');

/**
 * Fetches MNIST and puts it into the library, under the id `mnist`.
 * @throws ForgerError `offline`; `invalid-request` when it is there already.
 */
export async function downloadMnist(args: DownloadMnistArguments, files: IdxDownload = MNIST_FILES): Promise<Imported> {
  const { libraryDir, signal } = args;
  return explained(async () => {
    signal.throwIfAborted();
    if (await hasDataset(libraryDir, MNIST.id))
      throw new ForgerError('invalid-request', 'MNIST is in the library already.');
    const folder = downloadDir(libraryDir);
    await mkdir(folder, { recursive: true });
    const progress = new Progress(files.count, args.onProgress);
    const fetchFile = async (file: PinnedFile): Promise<string> => {
      const path = join(folder, file.name);
      const urls = files.mirrors.map((mirror) => mirror + file.name);
      const share = files.count / (files.images.bytes + files.labels.bytes);
      let before = 0;
      await fetchPinned(urls, path, file, {
        signal,
        onBytes: (bytes) => {
          progress.step(0, (bytes - before) * share);
          before = bytes;
        },
      });
      return path;
    };
    const labels = await fetchFile(files.labels);
    const images = await fetchFile(files.images);
    const { id, name, source, licence } = MNIST;
    const imported = await importIdx(
      { libraryDir, pair: { images, labels }, name, signal, onProgress: () => undefined },
      { id, source, licence },
    );
    progress.end(0);
    await rm(folder, { recursive: true, force: true });
    return imported;
  });
}
