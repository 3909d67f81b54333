import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { explained } from '../../store/files/index.ts';
import { readChoices } from '../library/choices.ts';
import { readRecord } from '../library/read.ts';
import type { PictureSource } from '../source/source.ts';
import { importPictures, type Imported, type ImportPicturesArguments } from './folder.ts';
import { KeptPictures } from './kept-pictures.ts';

/** Said of a data set that does not know what it was made of, or how. */
export const importUnknown = ({ name }: Pick<DatasetRecord, 'name'>): string =>
  `It is not known how "${name}" was imported. Import the folder anew: what is chosen then is kept.`;

export interface ImportAgainArguments extends Omit<ImportPicturesArguments, 'options' | 'kept'> {
  /** Of the data set that was made of these pictures; it stays as it is. */
  id: string;
  /** What the version is called. */
  name: string;
}

/**
 * Imports pictures again that a data set was made of, as was chosen then: a version of it with what is new, and without
 * what is gone. Files whose content is known are not decoded: their pixels are copied. The version has the hash that a fresh
 * import of the same pictures with the same choices has.
 * @throws {ForgerError} `invalid-request` where nothing has changed, or the data set does not know what it was made of;
 *   `not-found`, `damaged`, …
 */
export async function importAgain(
  source: PictureSource,
  { id, name, ...args }: ImportAgainArguments,
): Promise<Imported> {
  return explained(async () => {
    const record = await readRecord(args.libraryDir, id);
    const choices = await readChoices(args.libraryDir, id);
    const kept = choices && (await KeptPictures.open(args.libraryDir, record));
    if (!kept) throw new ForgerError('invalid-request', importUnknown(record));
    try {
      return await importPictures(source, { ...args, options: { ...choices, name }, kept });
    } finally {
      await kept.close();
    }
  });
}
