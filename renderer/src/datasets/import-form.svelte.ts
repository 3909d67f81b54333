import {
  IMPORT_SIZES,
  importOptionsSchema,
  readSize,
  sizeWords,
  type ImportOptions,
  type ImportProgress,
} from '@shared/dataset.ts';
import { chosenName, EVERY, type Chosen, type Opening } from '@shared/import/chosen.ts';
import { importedShape, isCropOfPairs, isOfFiles, isToneOfPairs } from '@shared/import/paired.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import { proposeImport, type FolderLook, type ImportLook, type ImportProposal } from '@shared/import/look.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { call, listen, sentence } from '../lib/bridge.ts';
import { toggled } from './importing/leave-out.ts';

export const SIZES = [28, 32, 64, 128] as const;

/** All that is chosen of an import, but its name. */
export type Choices = Omit<ImportOptions, 'name'>;

const SENTENCES = {
  name: 'Give the data set a name of at most 120 characters.',
  size: `Whole numbers from ${IMPORT_SIZES.least} to ${IMPORT_SIZES.most}: a side, or width × height.`,
};

/** What the sentence of a failure is about. */
const NOTHING = 'There is nothing to import here';
const REFUSED = 'This cannot be imported';
const STOPPED = 'It was stopped';
const NO_PAIRS = 'These are no pairs';

/** What stands where nothing is known of the pictures. */
const { name: _name, ...DEFAULTS } = importOptionsSchema.parse({ name: 'none' });

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How a folder of pictures is to be brought in: what was chosen, over what is recommended for what was found. */
export class ImportForm {
  name = $state('');
  /** What a look at the pictures found so far; null before it, and where nothing could be found. */
  look = $state.raw<ImportLook | null>(null);
  looking = $state(false);
  /** How far what is chosen is opened, where that takes long. */
  opening = $state.raw<Opening | null>(null);
  /** Why there is nothing to import there, in a sentence, with what it is about. */
  failure = $state<string | null>(null);
  failureTitle = $state(NOTHING);
  /** Of frames every so many-th is taken. */
  every = $state(EVERY.usual);
  #stopping = false;
  #looks = 0;
  /** How pictures were taken in pairs at the last look. */
  #looked: PairsChoice = 'off';
  readonly #paths: readonly string[];
  /** How long the whole look took; null until it has ended. */
  seconds = $state<number | null>(null);
  /** What stands in the field of a size that is not listed; null where a listed one is chosen. */
  #otherSize = $state<string | null>(null);
  #chosen = $state.raw<Partial<Choices>>({});
  #past = $state.raw<readonly Partial<Choices>[]>([]);

  constructor(paths: readonly string[]) {
    this.#paths = paths;
    this.name = chosenName(paths).slice(0, 120);
  }

  get chosen(): Chosen {
    const { pairs } = this.choices;
    return { paths: [...this.#paths], every: this.every, ...(pairs !== 'off' && { pairs }) };
  }

  readonly folder: FolderLook | null = $derived(this.look?.kind === 'folder' ? this.look : null);
  /** What suits the pictures, and why; null where that is not known. */
  readonly proposal: ImportProposal | null = $derived(this.folder && proposeImport(this.folder));

  readonly recommended: Choices = $derived.by(() => {
    const { why: _why, ...proposed } = this.proposal ?? { why: null };
    return { ...DEFAULTS, ...proposed };
  });
  readonly choices: Choices = $derived({ ...this.recommended, ...this.#chosen });
  /** Whether nothing differs from what is recommended; what was left out by hand does not count, nor whether they are pairs. */
  readonly isRecommended: boolean = $derived.by(() => {
    const { leaveOut: _ours, pairs: _taken, ...choices } = this.choices;
    const { leaveOut: _theirs, pairs: _none, ...recommended } = this.recommended;
    return this.#otherSize === null && same(choices, recommended);
  });

  /** @param joins makes one step for undo of it and of the change before, as typing does. */
  choose(change: Partial<Choices>, joins = false): void {
    const chosen = { ...this.#chosen, ...change };
    if (same(chosen, this.#chosen)) return;
    if (!joins) this.#past = [...this.#past, this.#chosen];
    this.#chosen = chosen;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  undo(): void {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    this.#chosen = before;
    this.#otherSize = null;
  }

  /** Takes back every choice but the pictures left out by hand, and whether they are pairs. */
  recommend(): void {
    const { leaveOut, pairs } = this.#chosen;
    this.#past = [...this.#past, this.#chosen];
    this.#chosen = { ...(leaveOut !== undefined && { leaveOut }), ...(pairs !== undefined && { pairs }) };
    this.#otherSize = null;
  }

  /** Takes them in other pairs. What was chosen of files that may be none any more is dropped, and so is what no pair can have. */
  pair(pairs: PairsChoice): void {
    const { leaveOut, labels, crop, tones, ...others } = this.#chosen;
    const same = isOfFiles(pairs) && isOfFiles(this.choices.pairs);
    const chosen: Partial<Choices> = {
      ...others,
      pairs,
      ...(same && leaveOut !== undefined && { leaveOut }),
      ...(same && labels !== undefined && { labels }),
      ...(crop !== undefined && isCropOfPairs(crop, pairs) && { crop }),
      ...(tones !== undefined && isToneOfPairs(tones, pairs) && { tones }),
    };
    if (this.choices.pairs === pairs) return;
    this.#past = [...this.#past, this.#chosen];
    this.#chosen = chosen;
  }

  /** The shape of the images that would be made: of a pair, of both. */
  readonly image = $derived({ ...importedShape(this.choices), channels: this.choices.channels });

  get paired(): boolean {
    return this.choices.pairs !== 'off';
  }

  /** Leaves these pictures out, or takes them again where all of them are left out. */
  toggle(paths: readonly string[]): void {
    this.choose({ leaveOut: toggled(this.choices.leaveOut, paths) });
  }

  /** One of {@link SIZES} as text, or "other": {@link otherSize}. */
  get size(): string {
    const size = sizeWords(this.choices);
    return this.#otherSize === null && SIZES.some((listed) => String(listed) === size) ? size : 'other';
  }

  set size(size: string) {
    this.#otherSize = size === 'other' ? sizeWords(this.choices) : null;
    const side = Number(size);
    if (size !== 'other') this.choose({ width: side, height: side });
  }

  /** A side, or width × height. */
  get otherSize(): string {
    return this.#otherSize ?? sizeWords(this.choices);
  }

  set otherSize(text: string) {
    const typing = this.#otherSize !== null && this.#otherSize !== sizeWords(this.recommended);
    this.#otherSize = text;
    const size = readSize(text);
    if (size && importOptionsSchema.safeParse({ name: 'none', ...size }).success) this.choose(size, typing);
  }

  readonly #parsed = $derived.by(() => {
    const typed = this.#otherSize === null ? {} : (readSize(this.#otherSize) ?? { width: Number.NaN });
    return importOptionsSchema.safeParse({ name: this.name, ...this.choices, ...typed });
  });

  /** Null while something cannot be used. */
  get options(): ImportOptions | null {
    return this.#parsed.success ? this.#parsed.data : null;
  }

  /** One sentence for each field that cannot be used. */
  get errors(): { name?: string; size?: string } {
    const keys = this.#parsed.error?.issues.map(({ path: [key] }) => (key === 'name' ? 'name' : 'size')) ?? [];
    return Object.fromEntries(keys.map((key) => [key, SENTENCES[key]]));
  }

  /** Opens the pictures, and shows what is found as it comes. Where nothing was chosen, what is recommended follows it. */
  async lookAt(): Promise<void> {
    const { chosen } = this;
    this.#looks += 1;
    const number = this.#looks;
    // Pictures that are taken in other pairs are others.
    if (this.#looked !== this.choices.pairs) this.look = null;
    this.#looked = this.choices.pairs;
    const began = performance.now();
    this.looking = true;
    this.failure = null;
    this.seconds = null;
    this.#stopping = false;
    const stops = [
      listen('import.opening', (news) => {
        if (same(news.chosen, chosen)) this.opening = news.opening;
      }),
      listen('import.looked', (news) => {
        if (!same(news.chosen, chosen)) return;
        this.opening = null;
        this.look = news.look;
      }),
    ];
    try {
      const look = await call('import.look', chosen);
      if (number !== this.#looks) return;
      this.look = look;
      this.seconds = (performance.now() - began) / 1000;
    } catch (error) {
      const code = error instanceof ForgerError ? error.code : null;
      // A newer question ended this one: it is not about what lies there.
      if (number !== this.#looks || (code === 'cancelled' && !this.#stopping)) return;
      this.look = null;
      this.failureTitle =
        code === 'cancelled' ? STOPPED : code === 'damaged' ? REFUSED : this.paired ? NO_PAIRS : NOTHING;
      this.failure = code === 'cancelled' ? 'Nothing of it was kept.' : sentence(error);
    } finally {
      stops.forEach((stop) => stop());
      if (number === this.#looks) {
        this.opening = null;
        this.looking = false;
      }
    }
  }

  /** Stops the opening that goes on. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await call('import.leave', {});
  }

  /** Whether pictures are taken in other pairs than were looked at: by a choice, or one that was taken back. */
  get isOtherwisePaired(): boolean {
    return this.choices.pairs !== this.#looked;
  }

  /** How far the look is. */
  get progress(): ImportProgress | null {
    const { folder } = this;
    if (!this.looking || !folder) return null;
    return { done: folder.looked + folder.refused, total: folder.files, refused: folder.refused };
  }
}
