import { randomBytes } from 'node:crypto';
import { PICTURE_KEY_DIGITS } from '@shared/contract/addresses.ts';
import { LETTERS_PREVIEW, type LettersOptions, type LettersPreview } from '@shared/letters.ts';
import { drawTiles } from '../thumbnail.ts';
import { Studio, type StudioParts } from './studio.ts';

/** Fonts stay open so long after the last look, so that a change of size or tone shows at once. */
const IDLE_MS = 60_000;
/** The window asks for a picture right after it was told of it. */
const PICTURES_KEPT = 4;

const alphabetOf = ({ characters, machineFonts }: LettersOptions): string => JSON.stringify([characters, machineFonts]);

/** Draws what a data set of letters would look like, one request after another. */
export class LettersPreviews {
  readonly #parts: StudioParts;
  readonly #pictures = new Map<string, Uint8Array>();
  #open: { alphabet: string; studio: Studio } | null = null;
  #line: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #closing = new AbortController();

  constructor(parts: StudioParts) {
    this.#parts = parts;
  }

  /** The first images of each character in turn. @throws ForgerError */
  preview(options: LettersOptions): Promise<LettersPreview> {
    const drawn = this.#line.then(() => this.#draw(options));
    this.#line = drawn.catch(() => undefined);
    return drawn;
  }

  /** The PNG of a preview drawn a moment ago. */
  picture(id: string): Uint8Array | undefined {
    return this.#pictures.get(id);
  }

  /** Ends the process behind it; the next preview starts another. */
  close(): void {
    clearTimeout(this.#idle);
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#open?.studio.close();
    this.#open = null;
  }

  async #draw(options: LettersOptions): Promise<LettersPreview> {
    clearTimeout(this.#idle);
    try {
      const studio = await this.#studioFor(options);
      const { columns, rows } = LETTERS_PREVIEW;
      const glyphs = Array.from({ length: columns * rows }, (_, index) => ({
        character: index % studio.characters.length,
        number: Math.floor(index / studio.characters.length),
      }));
      const pixels = await studio.draw(options, glyphs);
      const { size } = options;
      const tiles = glyphs.map((_, index) => pixels.subarray(index * size * size, (index + 1) * size * size));
      const picture = this.#keep(drawTiles({ height: size, width: size, channels: 1 }, tiles, LETTERS_PREVIEW));
      return { picture, fonts: studio.fonts.length, families: studio.families, refused: studio.refused.length };
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }

  async #studioFor(options: LettersOptions): Promise<Studio> {
    const alphabet = alphabetOf(options);
    if (this.#open?.alphabet === alphabet) return this.#open.studio;
    this.#open?.studio.close();
    this.#open = null;
    const studio = await Studio.open(this.#parts, options, this.#closing.signal);
    this.#open = { alphabet, studio };
    return studio;
  }

  #keep(png: Uint8Array): string {
    const id = randomBytes(PICTURE_KEY_DIGITS / 2).toString('hex');
    this.#pictures.set(id, png);
    for (const old of [...this.#pictures.keys()].slice(0, -PICTURES_KEPT)) this.#pictures.delete(old);
    return id;
  }
}
