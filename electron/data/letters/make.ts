import { ForgerError } from '@shared/contract/errors.ts';
import type { ImportProgress, OfferedDataset } from '@shared/dataset.ts';
import {
  charactersOf,
  DEFAULT_LETTERS,
  LETTERS_ID,
  lettersOptionsSchema,
  type LettersOptions,
} from '@shared/letters.ts';
import { explained } from '../../store/files/index.ts';
import type { Imported } from '../import/folder.ts';
import { countLabels, Progress } from '../import/progress.ts';
import { buildDataset, newDatasetId } from '../library/build.ts';
import { tooManyPixels } from '../library/pixel-writer.ts';
import { hasDataset } from '../library/read.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import type { GlyphName } from './messages.ts';
import { SHIPPED_FONTS } from './shipped.ts';
import { Studio, type StudioParts } from './studio.ts';

export interface MakeLettersArguments extends StudioParts {
  libraryDir: string;
  options: LettersOptions;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

/** Pixels drawn in one request: small enough that a cancellation is heard at once. */
const BATCH_PIXELS = 1 << 19;

const bytesOf = ({ count, size }: LettersOptions): number => count * size * size;

/** What is in the list before it is made. */
export const LETTERS: OfferedDataset = {
  state: 'offered',
  how: 'make',
  id: LETTERS_ID,
  name: DEFAULT_LETTERS.name,
  source: `Glyphs drawn from ${Object.keys(SHIPPED_FONTS).length} font families that ship with Forger`,
  licence: 'fonts under the SIL Open Font License 1.1',
  bytes: bytesOf(DEFAULT_LETTERS),
};

/** The default options make the one data set `letters`; any others one with an id of its own. */
function idFor(options: LettersOptions): string {
  const usual = (Object.keys(DEFAULT_LETTERS) as (keyof LettersOptions)[]).every(
    (key) => options[key] === DEFAULT_LETTERS[key],
  );
  return usual ? LETTERS_ID : newDatasetId('letters');
}

/** Images in order: label by label, as an import of folders has them. */
function glyphNames({ count }: LettersOptions, labels: number): GlyphName[] {
  return Array.from({ length: labels }, (_, character) => {
    const [first, end] = [character, character + 1].map((edge) => Math.floor((edge * count) / labels));
    return Array.from({ length: (end ?? 0) - (first ?? 0) }, (_image, number) => ({ character, number }));
  }).flat();
}

/**
 * Makes a data set of letters. The same options and the same fonts give the same data set, bit for bit, on
 * every machine; the fonts and options are in its report.
 * @throws ForgerError when no font has a character, when cancelled, …; nothing is left then.
 */
export async function makeLetters(args: MakeLettersArguments): Promise<Imported> {
  const options = lettersOptionsSchema.parse(args.options);
  const { libraryDir, signal } = args;
  const started = performance.now();
  return explained(async () => {
    if (bytesOf(options) > MAX_DATASET_BYTES) throw tooManyPixels();
    const id = idFor(options);
    if (await hasDataset(libraryDir, id))
      throw new ForgerError('invalid-request', `${options.name} is in the library already, as "${id}".`);
    const studio = await Studio.open(args, options, signal);
    try {
      const names = charactersOf(options.characters);
      const glyphs = glyphNames(options, names.length);
      const numbers = Uint16Array.from(glyphs, ({ character }) => character);
      const image = { height: options.size, width: options.size, channels: 1 as const };
      const batch = Math.max(1, Math.floor(BATCH_PIXELS / options.size ** 2));
      return await buildDataset(
        libraryDir,
        image,
        async (pixels) => {
          const progress = new Progress(glyphs.length, args.onProgress);
          for (let from = 0; from < glyphs.length; from += batch) {
            const part = glyphs.slice(from, from + batch);
            await pixels.append(await studio.draw(options, part));
            progress.step(studio.refused.length, part.length);
          }
          progress.end(studio.refused.length);
          return {
            name: options.name,
            source: sourceOf(options, studio),
            licence: options.machineFonts ? 'fonts of this machine, each under its own licence' : LETTERS.licence,
            labels: names,
            numbers,
            report: {
              imported: glyphs.length,
              refused: studio.refused,
              labels: countLabels(names, numbers),
              seconds: Math.round((performance.now() - started) / 10) / 100,
              letters: { options, fonts: studio.fonts },
            },
          };
        },
        id,
      );
    } finally {
      studio.close();
    }
  });
}

function sourceOf(options: LettersOptions, { families, fonts }: Studio): string {
  const tones = {
    'light-on-dark': 'light on dark',
    'dark-on-light': 'dark on light',
    mixed: `${Math.round(options.share * 100)} % dark on light, the rest light on dark`,
  } as const;
  const whose = options.machineFonts ? 'that ship with Forger or were on this machine' : 'that ship with Forger';
  return `Glyphs drawn by Forger from ${families} font families (${fonts.length} styles) ${whose}; ${tones[options.tone]}; seed ${options.seed}`;
}
