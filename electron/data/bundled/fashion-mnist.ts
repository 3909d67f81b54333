import { collect, readIdx } from '../idx/read.ts';
import type { BundledDataset, PinnedFile } from './bundled.ts';

const COUNT = 60_000;
const IMAGE = { height: 28, width: 28, channels: 1 } as const;
const FILES = {
  images: {
    name: 'train-images-idx3-ubyte.gz',
    sha256: 'b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7',
    dataBytes: COUNT * IMAGE.height * IMAGE.width,
  },
  labels: {
    name: 'train-labels-idx1-ubyte.gz',
    sha256: '0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056',
    dataBytes: COUNT,
  },
} as const;

/** The 60,000 training images of Fashion-MNIST. */
export const FASHION_MNIST: BundledDataset = {
  record: {
    format: 1,
    id: 'fashion-mnist',
    name: 'Fashion-MNIST',
    createdAt: '2017-08-25T00:00:00.000Z',
    source: 'Zalando Research: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", arXiv 1708.07747; the training images',
    licence: 'MIT, © 2017 Zalando SE',
    image: IMAGE,
    count: COUNT,
    labels: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    hash: '13c2df260b184b9a508e936c17f44bf7ad36d39631d69adf610663d620206108',
  },
  files: Object.values(FILES),
  licences: [{ file: 'LICENSE', title: 'Fashion-MNIST', facts: 'MIT, © 2017 Zalando SE' }],
  open: async (read) => {
    const unpacked = async (file: PinnedFile): Promise<Uint8Array> => {
      const bytes = await read(file);
      return collect(await readIdx({ size: bytes.length, chunks: [bytes] }, file.dataBytes));
    };
    const [pixels, labels] = await Promise.all([unpacked(FILES.images), unpacked(FILES.labels)]);
    return { pixels, labels: Uint16Array.from(labels) };
  },
};
