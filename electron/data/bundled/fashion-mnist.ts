import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetPixels, DatasetRecord } from '@shared/dataset.ts';
import { readWhole } from '../../store/files/index.ts';
import { collect, readIdx } from '../idx/read.ts';

/** The 60,000 training images of Fashion-MNIST, as they ship in resources/datasets. */
export const FASHION_MNIST: DatasetRecord = {
  format: 1,
  id: 'fashion-mnist',
  name: 'Fashion-MNIST',
  createdAt: '2017-08-25T00:00:00.000Z',
  source: 'Zalando Research: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", arXiv 1708.07747; the training images',
  licence: 'MIT, © 2017 Zalando SE',
  image: { height: 28, width: 28, channels: 1 },
  count: 60_000,
  labels: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  hash: '13c2df260b184b9a508e936c17f44bf7ad36d39631d69adf610663d620206108',
};

const FILES = {
  images: {
    name: 'train-images-idx3-ubyte.gz',
    sha256: 'b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7',
    dataBytes: 60_000 * 28 * 28,
  },
  labels: {
    name: 'train-labels-idx1-ubyte.gz',
    sha256: '0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056',
    dataBytes: 60_000,
  },
} as const;

async function readPinned(folder: string, file: (typeof FILES)[keyof typeof FILES]): Promise<Uint8Array> {
  const bytes = await readWhole(join(folder, file.name), 2 * file.dataBytes);
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
    throw new ForgerError(
      'damaged',
      `Forger's own copy of Fashion-MNIST is damaged (${file.name}): install Forger again.`,
    );
  }
  return collect(await readIdx({ size: bytes.length, chunks: [bytes] }, file.dataBytes));
}

/**
 * @param bundledDir the folder that holds `fashion-mnist/`: resources/datasets.
 * @throws ForgerError `damaged` when a file is not the one that ships.
 */
export async function openFashionMnist(bundledDir: string): Promise<DatasetPixels> {
  const folder = join(bundledDir, FASHION_MNIST.id);
  const [pixels, labels] = await Promise.all([readPinned(folder, FILES.images), readPinned(folder, FILES.labels)]);
  return { record: FASHION_MNIST, pixels, labels: Uint16Array.from(labels) };
}

/** Whether the files are there at all; they are verified when opened. */
export async function hasFashionMnist(bundledDir: string): Promise<boolean> {
  try {
    await Promise.all(Object.values(FILES).map((file) => access(join(bundledDir, FASHION_MNIST.id, file.name))));
    return true;
  } catch {
    return false;
  }
}
