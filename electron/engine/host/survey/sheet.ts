import { AS_IMPORTED, type PictureOrder } from '@shared/browse.ts';
import { mostOnSheet, SHEET_GAP, sheetLayout, type SheetChoices } from '@shared/contact-sheet.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { spread } from '@shared/import/rows.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { datasetImages, type Chosen } from '../../../data/index.ts';
import { folderNameFrom } from '../../../export/folder-name.ts';
import { writeFileAtomic } from '../../../store/files/index.ts';
import type { Picture } from '../picture.ts';
import { encodePng } from '../png.ts';

/** Grey of the ground between pictures: neither their black nor their white. */
const GROUND = 44;

/** Pictures beside each other, each enlarged to whole squares of pixels. @param images height × width × channels each */
function sheetPicture(image: ImageShape, images: readonly Uint8Array[]): Picture {
  const { height, width, channels } = image;
  const layout = sheetLayout(image, images.length);
  const { columns, zoom } = layout;
  const line = layout.width * channels;
  const pixels = new Uint8Array(layout.height * line).fill(GROUND);
  for (const [place, own] of images.entries()) {
    const left = SHEET_GAP + (place % columns) * (width * zoom + SHEET_GAP);
    const top = SHEET_GAP + Math.floor(place / columns) * (height * zoom + SHEET_GAP);
    for (let y = 0; y < height; y += 1) {
      const first = (top + y * zoom) * line + left * channels;
      for (let x = 0; x < width * zoom; x += 1) {
        const from = (y * width + Math.floor(x / zoom)) * channels;
        for (let channel = 0; channel < channels; channel += 1)
          pixels[first + x * channels + channel] = own[from + channel] ?? 0;
      }
      for (let again = 1; again < zoom; again += 1)
        pixels.copyWithin(first + again * line, first, first + width * zoom * channels);
    }
  }
  return { width: layout.width, height: layout.height, channels, pixels };
}

/** "shoes-boots-sharpness". */
export function sheetName({ name, id, labels }: DatasetRecord, label: number | null, order: PictureOrder): string {
  const parts = [name, label === null ? '' : (labels?.[label] ?? ''), order.by === AS_IMPORTED.by ? '' : order.by];
  return folderNameFrom(parts.filter((part) => part !== '').join('-'), id);
}

export interface SheetArguments {
  libraryDir: string;
  bundledDir: string;
  /** Of the data set. */
  id: string;
  chosen: Chosen;
  choices: SheetChoices;
  /** Of the PNG. */
  path: string;
}

/**
 * Draws pictures of a data set onto one PNG, in the order and of the label that are shown.
 * @returns how many there were room for
 * @throws {ForgerError} `invalid-request` where there is none to draw; `not-found`, `damaged`, `no-space`, …
 */
export async function writeSheet(args: SheetArguments): Promise<{ path: string; images: number }> {
  const { libraryDir, bundledDir, id, chosen, choices, path } = args;
  const { record, images } = await datasetImages(libraryDir, bundledDir, id, chosen, ({ image }, total) => {
    const most = Math.min(choices.images, mostOnSheet(image), total);
    return choices.spread ? spread(total, most) : Array.from({ length: most }, (_, place) => place);
  });
  if (images.length === 0)
    throw new ForgerError('invalid-request', `"${record.name}" has no picture of this label. Choose another one.`);
  await writeFileAtomic(path, await encodePng(sheetPicture(record.image, images)));
  return { path, images: images.length };
}
