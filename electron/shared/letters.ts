import { z } from 'zod';

/** The data set that the default options make; it exists once, under this id. */
export const LETTERS_ID = 'letters';

export const TONE_CHOICES = ['light-on-dark', 'dark-on-light', 'mixed'] as const;

const MOST_CHARACTERS = 128;
/** Marks need a letter before them, and what is invisible cannot be learnt. */
const DRAWABLE = /^[^\p{C}\p{Z}\p{M}]$/u;

/** The characters of a text in their order, each once. */
export const charactersOf = (text: string): string[] => [...new Set(text.normalize('NFC'))];

const characters = z
  .string()
  .max(4 * MOST_CHARACTERS)
  .refine((text) => {
    const all = charactersOf(text);
    return all.length > 0 && all.length <= MOST_CHARACTERS && all.every((character) => DRAWABLE.test(character));
  }, `Give 1 to ${MOST_CHARACTERS} characters, without spaces.`);

/** How a data set of letters is made. Everything drawn follows from these and the fonts. */
export const lettersOptionsSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120).default('Letters A–J'),
    /** Each becomes a label. */
    characters: characters.default('ABCDEFGHIJ'),
    /** Images in all, shared evenly among the characters. */
    count: z.number().int().min(2).max(500_000).default(18_000),
    /** Side of the square images, in pixels. */
    size: z.number().int().min(16).max(256).default(28),
    tone: z.enum(TONE_CHOICES).default('light-on-dark'),
    /** The share of images that are dark on light where the tone is mixed. */
    share: z.number().min(0).max(1).default(0.5),
    seed: z.number().int().min(0).max(0xffffffff).default(1),
    /** Also draw from the fonts of this machine: the images then differ from machine to machine. */
    machineFonts: z.boolean().default(false),
  })
  .refine(({ characters, count }) => count >= charactersOf(characters).length, {
    path: ['count'],
    message: 'Give at least as many images as characters.',
  });
export type LettersOptions = z.infer<typeof lettersOptionsSchema>;

export const DEFAULT_LETTERS: LettersOptions = lettersOptionsSchema.parse({});

/** One sentence for each option that cannot be used. */
export const LETTERS_SENTENCES: Readonly<Record<keyof LettersOptions, string>> = {
  name: 'Give the data set a name of at most 120 characters.',
  characters: `Give 1 to ${MOST_CHARACTERS} characters, without spaces.`,
  count: 'A whole number from 2 to 500,000, at least one image a character.',
  size: 'A whole number from 16 to 256.',
  tone: `One of ${TONE_CHOICES.join(', ')}.`,
  share: 'A number from 0 to 1.',
  seed: 'A whole number from 0 to 4,294,967,295.',
  machineFonts: 'Yes or no.',
};

/** A font that images were drawn from. */
export interface UsedFont {
  name: string;
  /** Of the font's file. */
  sha256: string;
}

/** How a data set of letters was made: with these options and these fonts it can be made again, bit for bit. */
export interface LettersOrigin {
  options: LettersOptions;
  fonts: UsedFont[];
}

/** Tiles of the preview's picture: gapless, row by row, characters in turn. */
export const LETTERS_PREVIEW = { columns: 10, rows: 3 } as const;

/** The first glyphs of a data set that could be made. */
export interface LettersPreview {
  /** Names the picture, see `lettersPreviewUrl`. */
  picture: string;
  fonts: number;
  families: number;
  /** Fonts that were skipped. */
  refused: number;
}
