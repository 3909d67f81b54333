import { withIdxPair } from '../import/idx.ts';
import { offerOf, type Fetched, type KnownPixels } from './known-pixels.ts';

const files = (images: { bytes: number; sha256: string }, labels: { bytes: number; sha256: string }) =>
  [
    { name: 'train-labels-idx1-ubyte.gz', ...labels },
    { name: 'train-images-idx3-ubyte.gz', ...images },
  ] as const;

const read: KnownPixels['read'] = ({ paths: [labels = '', images = ''] }: Fetched, use) =>
  withIdxPair({ images, labels }, use);

const MNIST_FILES = files(
  { bytes: 9_912_422, sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609' },
  { bytes: 28_881, sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c' },
);

/** The 60,000 training images, which is what a GAN learns from. */
export const MNIST: KnownPixels = {
  offer: offerOf(MNIST_FILES, {
    id: 'mnist',
    name: 'MNIST',
    source: 'Y. LeCun, C. Cortes, C. Burges: "The MNIST database of handwritten digits"; the training images',
    licence: 'CC BY-SA 3.0',
  }),
  mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
  files: MNIST_FILES,
  count: 60_000,
  read,
};

const KMNIST_FILES = files(
  { bytes: 18_165_135, sha256: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4' },
  { bytes: 29_497, sha256: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17' },
);

/** Ten characters of cursive Japanese as they stand in old books. The SHA-256s are those of TensorFlow Datasets. */
export const KMNIST: KnownPixels = {
  offer: offerOf(KMNIST_FILES, {
    id: 'kmnist',
    name: 'Kuzushiji-MNIST',
    source:
      'T. Clanuwat et al. 2018, "Deep Learning for Classical Japanese Literature": KMNIST by CODH; the training images',
    licence: 'CC BY-SA 4.0',
  }),
  // The archive's own server, which has no other form of address; what it sends is held to its hash.
  mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  files: KMNIST_FILES,
  count: 60_000,
  labelNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  read,
};
