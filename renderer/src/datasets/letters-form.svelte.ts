import {
  charactersOf,
  DEFAULT_LETTERS,
  LETTERS_SENTENCES,
  lettersOptionsSchema,
  type LettersOptions,
} from '@shared/letters.ts';

export const LETTER_SIZES = [28, 32, 64, 128] as const;

export const TONES: readonly { value: LettersOptions['tone']; label: string }[] = [
  { value: 'light-on-dark', label: 'Light on dark' },
  { value: 'dark-on-light', label: 'Dark on light' },
  { value: 'mixed', label: 'Mixed' },
];

const LONGEST_LIST = 12;
const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
type Errors = Partial<Record<keyof LettersOptions, string>>;

/** What a data set of letters is called unless the user says otherwise. */
export function usualName(characters: string): string {
  if (characters === DEFAULT_LETTERS.characters) return DEFAULT_LETTERS.name;
  const all = charactersOf(characters);
  const shown = all.slice(0, LONGEST_LIST).join('');
  return `Letters ${shown}${all.length > LONGEST_LIST ? '…' : ''}`;
}

/** A data set of letters as it is being described. */
export class LettersForm {
  /** Empty: {@link usualName}. */
  name = $state('');
  characters = $state(DEFAULT_LETTERS.characters);
  count = $state(String(DEFAULT_LETTERS.count));
  /** One of {@link LETTER_SIZES} as text, or "other". */
  size = $state(String(DEFAULT_LETTERS.size));
  otherSize = $state('48');
  tone = $state(DEFAULT_LETTERS.tone);
  /** In per cent. */
  share = $state(DEFAULT_LETTERS.share * 100);
  seed = $state('');
  machineFonts = $state(false);

  constructor(seed: number) {
    this.seed = String(seed);
  }

  get usualName(): string {
    return usualName(this.characters);
  }

  readonly #given = $derived({
    name: this.name.trim() === '' ? this.usualName : this.name,
    characters: this.characters,
    count: number(this.count),
    size: number(this.size === 'other' ? this.otherSize : this.size),
    tone: this.tone,
    share: this.share / 100,
    seed: number(this.seed),
    machineFonts: this.machineFonts,
  });
  readonly #parsed = $derived(lettersOptionsSchema.safeParse(this.#given));

  /** Null while something cannot be used. */
  get options(): LettersOptions | null {
    return this.#parsed.data ?? null;
  }

  /** What the images look like, whatever they are called and however many there are; null while that is unsaid. */
  get look(): LettersOptions | null {
    const { name, count } = DEFAULT_LETTERS;
    return lettersOptionsSchema.safeParse({ ...this.#given, name, count }).data ?? null;
  }

  /** One sentence for each field that cannot be used. */
  get errors(): Errors {
    const keys = this.#parsed.error?.issues.map((issue) => String(issue.path[0])) ?? [];
    return Object.fromEntries(
      keys.flatMap((key) => (key in LETTERS_SENTENCES ? [[key, LETTERS_SENTENCES[key as keyof LettersOptions]]] : [])),
    );
  }

  shuffle(): void {
    this.seed = String(Math.floor(Math.random() * 1_000_000));
  }
}
