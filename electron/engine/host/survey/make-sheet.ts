import { surveyFor, type PictureOrder, type SurveyProgress } from '@shared/browse.ts';
import type { SheetChoices } from '@shared/contact-sheet.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { orderKept } from './kept.ts';
import { measureDataset } from './measure.ts';
import { writeSheet } from './sheet.ts';
import { Sight } from './sight.ts';

export interface MakeSheetArguments {
  /** Folder of the library. */
  library: string;
  bundledDir: string;
  record: DatasetRecord;
  order: PictureOrder;
  /** Number of the label; null: all. */
  label: number | null;
  choices: SheetChoices;
  /** Of the PNG. */
  path: string;
  signal: AbortSignal;
  onProgress(progress: SurveyProgress): void;
}

/** Draws a contact sheet; what its order needs is worked out first, where it is not known. @throws {ForgerError} */
export async function makeSheet(args: MakeSheetArguments): Promise<{ path: string; images: number }> {
  const { library, bundledDir, record, label, choices, path } = args;
  const chosen = { label, order: await imagesInOrder(args) };
  return writeSheet({ libraryDir: library, bundledDir, id: record.id, chosen, choices, path });
}

async function imagesInOrder(args: MakeSheetArguments): Promise<Uint32Array | null> {
  const { library, bundledDir, record, order, signal, onProgress } = args;
  const survey = { library, bundledDir, dataset: record.id, signal, onProgress };
  if (order.by === 'nearest') {
    const images = await new Sight().nearest(survey, order.to);
    return order.descending ? images.reverse() : images;
  }
  const known = await orderKept(library, record, order);
  if (known) return known;
  await (surveyFor(order.by) === 'oddness' ? new Sight().survey(survey) : measureDataset(survey));
  return orderKept(library, record, order);
}
