import { createHash } from 'node:crypto';
import { PICTURE_KEY_DIGITS } from '@shared/contract/addresses.ts';

/** Enough for the window to show one while the next is drawn. */
const KEPT = 3;

/** Sheets of walks that were drawn for previews, the newest few. */
export class WalkSheets {
  readonly #sheets = new Map<string, Uint8Array>();

  /** Keeps a sheet and returns its key: the same for the same picture, so that the window need not load it again. */
  keep(png: Uint8Array): string {
    const key = createHash('sha256').update(png).digest('hex').slice(0, PICTURE_KEY_DIGITS);
    this.#sheets.delete(key);
    this.#sheets.set(key, png);
    for (const old of [...this.#sheets.keys()].slice(0, -KEPT)) this.#sheets.delete(old);
    return key;
  }

  get(key: string): Uint8Array | null {
    return this.#sheets.get(key) ?? null;
  }
}
