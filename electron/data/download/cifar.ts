import type { ReadyPixels } from '../import/pixels.ts';
import { offerOf, otherContent, type KnownPixels } from './known-pixels.ts';
import { tarFiles } from './tar.ts';

/** SHA-256 and size are those of TensorFlow Datasets; its authors publish an MD5. */
const FILES = [
  {
    name: 'cifar-10-binary.tar.gz',
    bytes: 170_052_171,
    sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  },
];
const SIDE = 32;
const PLANE = SIDE * SIDE;
/** A label, then all red, all green, all blue, rows first: https://www.cs.toronto.edu/~kriz/cifar.html */
const RECORD = 1 + 3 * PLANE;
const BATCH = /^cifar-10-batches-bin\/data_batch_\d\.bin$/;
const LIMITS = { bytes: 1 << 29, fileBytes: 1 << 26, files: 5 };
const LABELS = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** Images of a batch with their channels last; their labels go to `labels`, from place `first` on. */
function unplaned(batch: Uint8Array, labels: Uint8Array, first: number): Uint8Array {
  const images = batch.length / RECORD;
  if (!Number.isInteger(images) || first + images > labels.length) throw otherContent();
  const pixels = new Uint8Array(images * 3 * PLANE);
  for (let image = 0; image < images; image++) {
    const [from, to] = [image * RECORD, image * 3 * PLANE];
    const label = batch[from] ?? LABELS.length;
    if (label >= LABELS.length) throw otherContent();
    labels[first + image] = label;
    for (let pixel = 0; pixel < PLANE; pixel++)
      for (let channel = 0; channel < 3; channel++)
        pixels[to + 3 * pixel + channel] = batch[from + 1 + channel * PLANE + pixel] ?? 0;
  }
  return pixels;
}

async function* batches(path: string, labels: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const { bytes } of tarFiles(path, (name) => BATCH.test(name), LIMITS)) {
    signal.throwIfAborted();
    yield unplaned(bytes, labels, done);
    done += bytes.length / RECORD;
  }
  if (done !== labels.length) throw otherContent();
}

const COUNT = 50_000;

/** CIFAR-10 of so many training images, in the files that are given: a test has fewer. */
export const cifarOf = (files: KnownPixels['files'], count: number): KnownPixels => ({
  offer: offerOf(files, {
    id: 'cifar-10',
    name: 'CIFAR-10',
    source: 'A. Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"; the training images',
    licence: 'none stated by its authors',
  }),
  mirrors: ['https://www.cs.toronto.edu/~kriz/'],
  files,
  count,
  labelNames: LABELS,
  read: ({ paths: [path = ''], signal }, use) => {
    const labels = new Uint8Array(count);
    const pixels: ReadyPixels = {
      count,
      image: { height: SIDE, width: SIDE, channels: 3 },
      labels,
      data: batches(path, labels, signal),
      words: 'CIFAR-10',
    };
    return use(pixels);
  },
});

export const CIFAR_10 = cifarOf(FILES, COUNT);
