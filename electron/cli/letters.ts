import { join } from 'node:path';
import type { ImportProgress } from '@shared/dataset.ts';
import { DEFAULT_LETTERS, LETTERS_ID, type LettersOptions } from '@shared/letters.ts';
import { forkDecoder, listDatasets, makeLetters, type Imported, type StudioParts } from '../data/index.ts';
import { shipped } from '../shipped/index.ts';
import { abortOnSignal } from './abort.ts';
import type { CommandContext } from './context.ts';
import { count } from './table.ts';

export const studioParts = (): StudioParts => ({
  launcher: forkDecoder(join(import.meta.dirname, 'letters.js')),
  fontsDir: shipped().fonts,
});

/** Makes a data set of letters, showing how far it is. @throws {ForgerError} */
export async function makeLettersHere(
  { terminal }: CommandContext,
  libraryDir: string,
  options: LettersOptions,
): Promise<Imported> {
  const onProgress = ({ done, total }: ImportProgress): void => {
    terminal.progress(`${count(done)} of ${count(total)}`);
  };
  return abortOnSignal((signal) => makeLetters({ ...studioParts(), libraryDir, options, signal, onProgress })).finally(
    () => {
      terminal.progress('');
    },
  );
}

/** The data set `letters` needs nothing but a moment, so a run that asks for it gets it. */
export async function makeLettersIfWanted(
  context: CommandContext,
  libraryDir: string,
  dataset: string | undefined,
): Promise<void> {
  if (dataset !== LETTERS_ID) return;
  const wanted = (await listDatasets(libraryDir, shipped().datasets)).some(
    (summary) => summary.state === 'offered' && summary.id === LETTERS_ID,
  );
  if (!wanted) return;
  context.terminal.note(
    `Making the data set "${LETTERS_ID}" first: ${count(DEFAULT_LETTERS.count)} images of letters.`,
  );
  await makeLettersHere(context, libraryDir, DEFAULT_LETTERS);
}
