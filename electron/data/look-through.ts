import { join } from 'node:path';
import type { DatasetPage } from '@shared/dataset-page.ts';
import type { DatasetPixels, DatasetRecord } from '@shared/dataset.ts';
import { explained } from '../store/files/index.ts';
import { openBundled, type BundledDataset } from './bundled/bundled.ts';
import { bundledOf } from './bundled/index.ts';
import { chosenImages, heldPage, readPage, type Chosen, type PageQuery } from './library/browse.ts';
import { imagesOf, pixelChunks } from './library/pixel-rows.ts';
import { imageBytes, readLabels, readRecord } from './library/read.ts';

/** Long enough to look through it; its pixels take 47 MB meanwhile. */
const LOOKED_MS = 60_000;
let looked: { place: string; dataset: Promise<DatasetPixels>; timer: NodeJS.Timeout } | null = null;

/** A data set that ships, unpacked once for as long as somebody looks through it. */
function lookThrough(bundledDir: string, bundled: BundledDataset): Promise<DatasetPixels> {
  clearTimeout(looked?.timer);
  const place = join(bundledDir, bundled.record.id);
  const dataset = looked?.place === place ? looked.dataset : explained(() => openBundled(bundledDir, bundled));
  const forget = (): void => {
    if (looked?.dataset === dataset) looked = null;
  };
  looked = { place, dataset, timer: setTimeout(forget, LOOKED_MS).unref() };
  dataset.catch(forget);
  return dataset;
}

/** Some of a data set's pictures, for its browser. @throws {ForgerError} `not-found`, `damaged`, … */
export async function datasetPage(
  libraryDir: string,
  bundledDir: string,
  id: string,
  query: PageQuery,
): Promise<DatasetPage> {
  const bundled = bundledOf(id);
  return bundled ? heldPage(await lookThrough(bundledDir, bundled), query) : readPage(libraryDir, id, query);
}

/** Whole images, one after another, as pieces of any length. */
async function* wholeImages(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
    }
    const whole = bytes.length - (bytes.length % size);
    if (whole > 0) yield bytes.subarray(0, whole);
    rest = bytes.slice(whole);
  }
}

/** Of those that ship, which are in memory. */
const BUNDLED_BLOCK = 1000;

/**
 * All images of a data set in their order, some at once: whole ones, in memory that does not grow with the data set.
 * @param first the image that they begin with
 * @throws {ForgerError} `not-found`, `damaged`, …
 */
export async function* datasetBlocks(
  libraryDir: string,
  bundledDir: string,
  id: string,
  first = 0,
): AsyncGenerator<Uint8Array> {
  const bundled = bundledOf(id);
  if (bundled) {
    const { record, pixels } = await lookThrough(bundledDir, bundled);
    const size = imageBytes(record);
    const some = BUNDLED_BLOCK * size;
    for (let from = first * size; from < pixels.length; from += some) yield pixels.subarray(from, from + some);
    return;
  }
  const record = await explained(() => readRecord(libraryDir, id));
  yield* wholeImages(pixelChunks(libraryDir, record, first), imageBytes(record));
}

/**
 * Images of a data set as a browser shows them: filtered, ordered, and of them those at some places.
 * @param places of how many there are those that are wanted
 * @throws {ForgerError} `not-found`, `damaged`, …
 */
export async function datasetImages(
  libraryDir: string,
  bundledDir: string,
  id: string,
  chosen: Chosen,
  places: (record: DatasetRecord, total: number) => Iterable<number>,
): Promise<{ record: DatasetRecord; total: number; images: Uint8Array[] }> {
  const bundled = bundledOf(id);
  const held = bundled && (await lookThrough(bundledDir, bundled));
  return explained(async () => {
    const record = held?.record ?? (await readRecord(libraryDir, id));
    const labels = held ? held.labels : await readLabels(libraryDir, record);
    const all = chosenImages(record, labels, chosen);
    const wanted = Uint32Array.from(places(record, all.length), (place) => all.at(place));
    const size = imageBytes(record);
    const images: Uint8Array[] = [];
    if (held) for (const image of wanted) images.push(held.pixels.subarray(image * size, (image + 1) * size));
    else for await (const image of imagesOf(libraryDir, record, wanted)) images.push(image);
    return { record, total: all.length, images };
  });
}
