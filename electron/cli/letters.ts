import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImportProgress } from '@shared/dataset.ts';
import { DEFAULT_LETTERS, LETTERS_ID, type LettersOptions } from '@shared/letters.ts';
import { forkDecoder, listDatasets, makeLetters, type Imported, type StudioParts } from '../data/index.ts';
import { abortOnSignal } from './abort.ts';
import { bundledDatasets, type CommandContext } from './context.ts';
import { count } from './table.ts';

/** The fonts that ship: beside the packed app's other resources, or in the checkout's node_modules. */
function shippedFontsDir(): string {
  const { resourcesPath } = process as NodeJS.Process & { resourcesPath?: string };
  const packed = resourcesPath === undefined ? undefined : join(resourcesPath, 'fonts');
  if (packed !== undefined && existsSync(packed)) return packed;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const fonts = join(folder, 'node_modules', '@fontsource');
    if (existsSync(fonts)) return fonts;
  }
  return join(import.meta.dirname, 'fonts');
}

export const studioParts = (): StudioParts => ({
  launcher: forkDecoder(join(import.meta.dirname, 'letters.js')),
  fontsDir: shippedFontsDir(),
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
  const wanted = (await listDatasets(libraryDir, bundledDatasets())).some(
    (summary) => summary.state === 'offered' && summary.id === LETTERS_ID,
  );
  if (!wanted) return;
  context.terminal.note(
    `Making the data set "${LETTERS_ID}" first: ${count(DEFAULT_LETTERS.count)} images of letters.`,
  );
  await makeLettersHere(context, libraryDir, DEFAULT_LETTERS);
}
