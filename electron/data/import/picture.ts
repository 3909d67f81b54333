import { basename } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportOptions } from '@shared/dataset.ts';
import { displayText } from '@shared/display.ts';
import { PICTURE_DEFAULTS } from '@shared/import/options.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { poolFor } from './pool.ts';
import { decodeTask } from './tasks.ts';

export interface DecodePictureArguments {
  /** Absolute path. */
  path: string;
  /** Whose images it is made like: as an import of it would make them. */
  dataset: Pick<DatasetRecord, 'image' | 'fit'>;
  /** What was chosen as that was imported; null where it is not known. */
  choices: ImportOptions | null;
  decoder: DecoderLauncher;
  signal: AbortSignal;
}

/**
 * One picture as the import of a data set would make it, decoded in a process that may die.
 * @returns height × width × channels bytes, rows first, channels last
 * @throws {ForgerError} `invalid-request` where it is no picture; the signal's reason when aborted
 */
export async function decodePicture(args: DecodePictureArguments): Promise<Uint8Array> {
  const { path, choices, decoder, signal } = args;
  const { image, fit = 'crop' } = args.dataset;
  signal.throwIfAborted();
  const pool = poolFor(decoder, decodeTask({ ...PICTURE_DEFAULTS, ...choices, ...image, fit }), 1);
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  try {
    const outcome = await pool.ask(path);
    if ('pixels' in outcome) return outcome.pixels;
    throw new ForgerError('invalid-request', `D cannot be shown “${displayText(basename(path))}”: ${outcome.reason}.`);
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The picture is decoded.'));
  }
}
