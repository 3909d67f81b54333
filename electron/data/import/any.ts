import { importFolder, type ImportFolderArguments, type Imported } from './folder.ts';
import { importIdx } from './idx.ts';
import { findImportSource } from './source.ts';

export interface ImportPathArguments extends Omit<ImportFolderArguments, 'folder'> {
  /** A folder of images, a folder with IDX files, or an IDX file. */
  path: string;
}

/**
 * Imports whatever Forger can at a path. IDX images keep their own size, whatever the options say.
 * @throws ForgerError
 */
export async function importPath({ path, ...args }: ImportPathArguments): Promise<Imported> {
  const source = await findImportSource(path);
  if (source.kind === 'folder') return importFolder({ ...args, folder: source.folder });
  const { libraryDir, options, signal, onProgress } = args;
  return importIdx({ libraryDir, pair: source.pair, name: options.name, signal, onProgress });
}
