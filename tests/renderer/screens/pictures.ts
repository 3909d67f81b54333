import { encode } from 'fast-png';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parseSampleFile } from '../../../electron/shared/library-names.ts';
import { DEFAULT_LETTERS, LETTERS_PREVIEW, charactersOf } from '../../../electron/shared/letters.ts';
import { Alphabet } from '../../../electron/data/letters/alphabet.ts';
import { openFontFile } from '../../../electron/data/letters/font-file.ts';
import { drawGlyph } from '../../../electron/data/letters/glyph.ts';
import { shippedFonts } from '../../../electron/data/letters/shipped.ts';
import { drawTiles, thumbnailOf } from '../../../electron/data/thumbnail.ts';
import { gridLayout } from '../../../electron/shared/run.ts';
import { EMOJI } from '../fixtures/library.ts';
import { numbers } from '../fixtures/metrics.ts';

const SIDE = 28;
/** Of a run that does not say how many. */
const SAMPLES = 64;
const HEADER_BYTES = 16;
const LABEL_HEADER_BYTES = 8;

/** The real training images of Fashion-MNIST. */
function images(file: string): Uint8Array {
  return gunzipSync(readFileSync(file)).subarray(HEADER_BYTES);
}

type Pixel = (tile: number, offset: number) => number;

function grid(columns: number, rows: number, pixel: Pixel): Uint8Array {
  const width = columns * SIDE;
  const data = new Uint8Array(width * rows * SIDE);
  for (let tile = 0; tile < columns * rows; tile += 1)
    for (let offset = 0; offset < SIDE * SIDE; offset += 1) {
      const x = (tile % columns) * SIDE + (offset % SIDE);
      const y = Math.floor(tile / columns) * SIDE + Math.floor(offset / SIDE);
      data[y * width + x] = pixel(tile, offset);
    }
  return encode({ width, height: rows * SIDE, data, channels: 1 });
}

/** Samples in colour: emoji that fade in from noise. */
function fewGrid(emoji: Uint8Array, noise: number, random: () => number): Uint8Array {
  const { height, width, channels } = EMOJI.image;
  const { columns, rows } = gridLayout(SAMPLES, EMOJI.image);
  const data = new Uint8Array(columns * rows * height * width * channels);
  const share = Math.min(1, noise);
  for (let place = 0; place < data.length; place += 1) {
    const channel = place % channels;
    const x = Math.floor(place / channels) % (columns * width);
    const y = Math.floor(place / channels / (columns * width));
    const tile = Math.floor(y / height) * columns + Math.floor(x / width);
    const from = ((tile * 7 * height + (y % height)) * width + (x % width)) * channels + channel;
    data[place] = (emoji[from] ?? 0) * (1 - share) + 255 * share * random();
  }
  return encode({ width: columns * width, height: rows * height, data, channels });
}

/** Frames of a walk that is drawn for a preview: 60, of four by four tiles that fade into one another. */
const WALK = { columns: 8, rows: 8, tiles: 4, stops: 6 } as const;

/** The grid of a run by labels: ten rows. */
const LABELLED = { columns: 8, rows: 10 } as const;

/** Pictures for the made-up library: thumbnails of real images, and "samples" that fade from noise into them. */
export function pictures(file: string): (path: string) => Uint8Array | null {
  const source = images(file);
  const labels = gunzipSync(readFileSync(file.replace('images-idx3', 'labels-idx1'))).subarray(LABEL_HEADER_BYTES);
  const ofLabel = Array.from({ length: LABELLED.rows }, (_, label) =>
    [...labels.subarray(0, 2000).keys()].filter((tile) => labels[tile] === label),
  );
  let unpacked: Uint8Array | null = null;
  const emoji = (): Uint8Array =>
    (unpacked ??= brotliDecompressSync(readFileSync(join(dirname(file), '..', EMOJI.id, 'images.br'))));
  const at = (tile: number, offset: number): number => source[tile * SIDE * SIDE + offset] ?? 0;
  return (path) => {
    if (path.endsWith(`/${EMOJI.id}/thumbnail.png`)) {
      return thumbnailOf(EMOJI.image, EMOJI.count, emoji());
    }
    if (path.endsWith('thumbnail.png')) {
      const first = path.includes('fashion') ? 0 : 400;
      return grid(6, 2, (tile, offset) => at(first + tile, offset));
    }
    if (path.startsWith('/library/walks/'))
      return grid(WALK.columns * WALK.tiles, WALK.rows * WALK.tiles, (tile, offset) => {
        const [column, row] = [tile % (WALK.columns * WALK.tiles), Math.floor(tile / (WALK.columns * WALK.tiles))];
        const frame = Math.floor(row / WALK.tiles) * WALK.columns + Math.floor(column / WALK.tiles);
        const image = (row % WALK.tiles) * WALK.tiles + (column % WALK.tiles);
        const way = (frame * WALK.stops) / 60;
        const [from, to] = [Math.floor(way), (Math.floor(way) + 1) % WALK.stops];
        return (
          at(100 + from * 16 + image, offset) * (1 + from - way) + at(100 + to * 16 + image, offset) * (way - from)
        );
      });
    const sample = parseSampleFile(path.slice(path.lastIndexOf('/') + 1));
    if (!sample || !('epoch' in sample)) return null;
    const { epoch, average } = sample;
    const random = numbers(epoch + 1);
    if (path.includes('/runs/few/')) return fewGrid(emoji(), 1.5 / (1 + epoch / 6), random);
    if (path.includes('/collapsed/')) return grid(8, 8, (_, offset) => at(40, offset) * 0.9 + 25 * random());
    const noise = (average ? 0.4 : 1) / (1 + epoch / 4);
    if (path.includes('/runs/labels/'))
      return grid(LABELLED.columns, LABELLED.rows, (tile, offset) => {
        const image = ofLabel[Math.floor(tile / LABELLED.columns)]?.[tile % LABELLED.columns] ?? 0;
        return Math.min(255, at(image, offset) * (1 - noise) + 255 * noise * random());
      });
    return grid(8, 8, (tile, offset) => Math.min(255, at(tile + 40, offset) * (1 - noise) + 255 * noise * random()));
  };
}

/** The preview of the usual letters, as the app draws it. */
export async function lettersPicture(fontsDir: string): Promise<Uint8Array> {
  const characters = charactersOf(DEFAULT_LETTERS.characters);
  const alphabet = new Alphabet();
  for (const { path, family } of shippedFonts(fontsDir))
    for (const face of (await openFontFile(path, characters, family)).faces) alphabet.add(face);
  const { columns, rows } = LETTERS_PREVIEW;
  const tiles = Array.from({ length: columns * rows }, (_, index) =>
    drawGlyph(
      alphabet,
      DEFAULT_LETTERS,
      characters[index % characters.length] ?? '',
      Math.floor(index / characters.length),
    ),
  );
  return drawTiles({ height: SIDE, width: SIDE, channels: 1 }, tiles, LETTERS_PREVIEW);
}
