import { join } from 'node:path';
import type { ImportProgress } from '@shared/dataset.ts';
import type { LettersOptions } from '@shared/letters.ts';
import {
  forkDecoder,
  listDatasets,
  makeLetters,
  obtainOffered,
  type Imported,
  type StudioParts,
} from '../data/index.ts';
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

/** What is made on this machine needs nothing but a moment, so a run that asks for it gets it. */
export async function makeIfWanted(
  { terminal }: CommandContext,
  libraryDir: string,
  dataset: string | undefined,
): Promise<void> {
  const bundledDir = shipped().datasets;
  const offers = (await listDatasets(libraryDir, bundledDir)).filter((summary) => summary.state === 'offered');
  const offer = offers.find(({ id, how }) => id === dataset && how === 'make');
  if (!offer) return;
  terminal.note(`Making the data set "${offer.id}" first: ${offer.source}.`);
  const onProgress = ({ done, total }: ImportProgress): void => terminal.progress(`${count(done)} of ${count(total)}`);
  const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
  await abortOnSignal((signal) =>
    obtainOffered(offer.id, { libraryDir, bundledDir, decoder, studio: studioParts(), signal, onProgress }),
  ).finally(() => {
    terminal.progress('');
  });
}
