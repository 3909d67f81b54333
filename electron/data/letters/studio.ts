import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { charactersOf, type LettersOptions, type UsedFont } from '@shared/letters.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import type { GlyphStyle } from './glyph.ts';
import { fontFolders, machineFonts } from './machine-fonts.ts';
import { UNREADABLE, type FontFile, type GlyphName } from './messages.ts';
import { shippedFonts } from './shipped.ts';
import { ProcessGone, StudioProcess } from './studio-process.ts';

export interface StudioParts {
  /** Starts the built electron/data/letters/process.ts. */
  launcher: DecoderLauncher;
  /** Holds the families that ship, see letters/shipped.ts. */
  fontsDir: string;
  /** Folders of the machine's fonts; the system's own where left out. */
  machineDirs?: readonly string[];
}

/** Opening a font takes milliseconds, drawing a batch a second at most. */
const ANSWER_MS = 30_000;
/** Fonts that end the process before the machine's fonts are given up as a whole. */
const MOST_DEATHS = 12;

/** Fonts opened for some characters, ready to draw them. */
export class Studio {
  readonly #parts: StudioParts;
  readonly #signal: AbortSignal;
  readonly fonts: UsedFont[] = [];
  readonly refused: RefusedFile[] = [];
  readonly #families = new Set<string>();
  readonly #opened: FontFile[] = [];
  readonly #having: Set<number>;
  #process: StudioProcess;
  #deaths = 0;

  private constructor(
    parts: StudioParts,
    readonly characters: readonly string[],
    signal: AbortSignal,
  ) {
    this.#parts = parts;
    this.#signal = signal;
    this.#having = new Set(characters.keys());
    this.#process = this.#start();
    signal.addEventListener('abort', this.#cancel);
  }

  /**
   * Opens the fonts. Those that cannot be used are listed with their reason.
   * @throws ForgerError where no font has one of the characters.
   */
  static async open(
    parts: StudioParts,
    { characters, machineFonts: own }: Pick<LettersOptions, 'characters' | 'machineFonts'>,
    signal: AbortSignal,
  ): Promise<Studio> {
    signal.throwIfAborted();
    const studio = new Studio(parts, charactersOf(characters), signal);
    try {
      for (const file of shippedFonts(parts.fontsDir)) await studio.#take(file);
      if (own) await studio.#takeMachineFonts();
      studio.#checkCharacters(own);
      return studio;
    } catch (error) {
      studio.close();
      throw error;
    }
  }

  get families(): number {
    return this.#families.size;
  }

  /** Images one after another, size × size bytes each. @throws ForgerError */
  async draw(style: GlyphStyle, glyphs: readonly GlyphName[]): Promise<Uint8Array> {
    this.#signal.throwIfAborted();
    const { size, tone, share, seed } = style;
    const answer = await this.#process.ask({
      type: 'draw',
      characters: this.characters,
      style: { size, tone, share, seed },
      glyphs,
    });
    if (answer.type === 'drawn' && answer.pixels.length === glyphs.length * size * size) return answer.pixels;
    throw new ForgerError('internal', 'The letters could not be drawn. Try again.');
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#cancel);
    this.#process.close();
  }

  readonly #cancel = (): void => this.#process.close(this.#signal.reason);
  readonly #start = (): StudioProcess => new StudioProcess(this.#parts.launcher, ANSWER_MS);

  async #takeMachineFonts(): Promise<void> {
    const folders = this.#parts.machineDirs ?? fontFolders(process.env, process.platform);
    const { files, refused } = await machineFonts(folders, this.#signal);
    this.refused.push(...refused);
    for (const file of files) await this.#take(file);
  }

  /** Opens one font; where the process dies of it, another goes on without it. */
  async #take(file: FontFile): Promise<void> {
    try {
      await this.#open(file);
    } catch (error) {
      if (!(error instanceof ProcessGone)) throw error;
      this.#deaths += 1;
      if (this.#deaths > MOST_DEATHS)
        throw new ForgerError('internal', 'Too many fonts cannot be opened here. Use only the fonts that ship.');
      this.refused.push({ path: file.label, reason: 'the font reader failed on it' });
      this.#process = this.#start();
      for (const sound of this.#opened)
        await this.#process.ask({ type: 'open', file: sound, characters: this.characters });
    }
  }

  async #open(file: FontFile): Promise<void> {
    this.#signal.throwIfAborted();
    const answer = await this.#process.ask({ type: 'open', file, characters: this.characters });
    if (answer.type === 'refused') {
      this.refused.push({ path: file.label, reason: answer.reason });
      return;
    }
    if (answer.type !== 'opened') throw new ProcessGone('It answered something else.');
    this.#opened.push(file);
    for (const { name, family, characters } of answer.faces) {
      this.fonts.push({ name, sha256: answer.sha256 });
      this.#families.add(family);
      for (const character of characters) this.#having.delete(character);
    }
  }

  #checkCharacters(own: boolean): void {
    if (this.fonts.length === 0 && this.refused.every(({ reason }) => reason === UNREADABLE))
      throw new ForgerError('not-found', "Forger's own fonts are missing: install Forger again.");
    if (this.#having.size === 0) return;
    const missing = [...this.#having].map((place) => this.characters[place] ?? '').join(' ');
    throw new ForgerError(
      'invalid-request',
      own
        ? `No font here has ${missing}. Leave these characters out.`
        : `No font that ships with Forger has ${missing}. Add the fonts of this machine, or leave these characters out.`,
    );
  }
}
