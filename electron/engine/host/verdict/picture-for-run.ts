import type { RunRecord } from '@shared/run.ts';
import { decodePicture, readChoices, type DecoderLauncher } from '../../../data/index.ts';
import type { Library } from '../../../store/index.ts';
import { findDatasetOfRun } from '../dataset-of-run.ts';

/**
 * A picture as the images were made that a run was trained on: cropped or padded, over the background and in the tones that
 * were chosen as its data set was imported, where that is in this library.
 * @param asked the picture's absolute path
 * @returns height × width × channels bytes, rows first, channels last
 * @throws {ForgerError} `invalid-request` where it is no picture, `damaged`; the signal's reason when aborted
 */
export async function pictureForRun(
  library: Library,
  bundledDir: string,
  run: RunRecord,
  asked: { path: string; decoder: DecoderLauncher; signal: AbortSignal },
): Promise<Uint8Array> {
  const found = await findDatasetOfRun(library, bundledDir, run);
  const choices = found && (await readChoices(library.dir, found.record.id));
  return decodePicture({ ...asked, dataset: found?.record ?? run.dataset, choices });
}
