import { ForgerError } from '@shared/contract/errors.ts';
import { importOptionsSchema, type ImportProgress, type ImportReport } from '@shared/dataset.ts';
import { versionName } from '@shared/import/revision.ts';
import { changeWords, folderChangedWords } from '@shared/import/words.ts';
import { importAgain, type Imported } from '../../data/index.ts';
import { datasetNamed } from '../../data/named.ts';
import { shipped } from '../../shipped/index.ts';
import { withOpened, type Around } from './chosen.ts';
import { NAME_SENTENCE, type ImportCommandOptions } from './import-options.ts';

/** What may stand beside `--again`: everything else was chosen then. */
const BESIDE = new Set(['again', 'name', 'every', 'library', 'json']);

const inDashes = (option: string): string => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Imports a data set's pictures again, see `importAgain`. @throws ForgerError also where an option would choose otherwise */
export async function importAgainHere(
  paths: readonly string[],
  options: ImportCommandOptions,
  around: Around,
  onProgress: (progress: ImportProgress) => void,
): Promise<Imported> {
  const { again = '', name } = options;
  const other = Object.keys(options).find((option) => !BESIDE.has(option));
  if (other !== undefined)
    throw new ForgerError('invalid-request', `--again imports as was chosen before: leave out ${inDashes(other)}.`);
  if (name !== undefined && !importOptionsSchema.shape.name.safeParse(name).success)
    throw new ForgerError('invalid-request', NAME_SENTENCE);
  const libraryDir = await around.libraryDir();
  const { id, ...of } = await datasetNamed(libraryDir, shipped().datasets, again);
  return withOpened(paths, options, around, async (opened) => {
    if (opened.kind !== 'pictures')
      throw new ForgerError('invalid-request', 'Only pictures are imported again: a folder, or an archive of them.');
    const { decoder, signal } = around;
    return importAgain(opened.source, {
      ...{ libraryDir, decoder, signal, onProgress, id },
      name: name ?? versionName(of, 'again'),
    });
  });
}

/** That a folder did not rest while it was imported. */
export const folderLines = ({ folder }: ImportReport): string[] => (folder ? [folderChangedWords(folder)] : []);

/** What an import once more changed. */
export const againLines = ({ again }: ImportReport): string[] => (again ? [`Changed: ${changeWords(again)}`] : []);
