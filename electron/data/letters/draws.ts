import { createHash } from 'node:crypto';

/**
 * The random numbers of one image: the 16 words of SHA-512 over its name. No state passes from image to
 * image, so any of them can be drawn alone, and asking for more leaves the first ones as they were.
 */
export class Draws {
  readonly #words: DataView;
  #next = 0;

  constructor(name: string) {
    const digest = createHash('sha512').update(name).digest();
    this.#words = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  }

  /** Uniform over [0, 1). @throws RangeError after the sixteenth. */
  uniform(): number {
    const word = this.#words.getUint32(this.#next, false);
    this.#next += 4;
    return word / 2 ** 32;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.uniform();
  }

  /** Triangular over (−reach, reach): small values are likelier than large ones. */
  around(reach: number): number {
    return (this.uniform() + this.uniform() - 1) * reach;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.uniform() * items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }
}
