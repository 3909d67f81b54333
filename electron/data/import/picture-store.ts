import type { PictureFacts } from '@shared/import/facts.ts';
import type { LookedAt, Rows } from '@shared/import/rows.ts';
import { FACTS_BYTES, hasFacts, packFacts, unpackFacts } from '../packed-facts.ts';

const DIGEST_BYTES = 32;

/** What is known of an import's files, about 80 bytes each, so that a million of them are little. */
export class PictureStore {
  readonly #paths: readonly string[];
  readonly #digests: Buffer;
  readonly #facts: Uint8Array;

  /** @param paths of the files, relative, in their order */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
    this.#digests = Buffer.alloc(paths.length * DIGEST_BYTES);
    this.#facts = new Uint8Array(paths.length * FACTS_BYTES);
  }

  /** @param file its number */
  put(file: number, facts: PictureFacts): void {
    this.#digests.write(facts.digest, file * DIGEST_BYTES, 'hex');
    packFacts(facts, this.packed(file));
  }

  /** Numbers of the files that were opened, rising. */
  opened(): Uint32Array {
    const opened = new Uint32Array(this.#paths.length);
    let count = 0;
    for (let file = 0; file < opened.length; file += 1) if (hasFacts(this.#facts, file)) opened[count++] = file;
    return opened.slice(0, count);
  }

  /** Those that were opened until now, in order. */
  pictures(): Rows<LookedAt> {
    const opened = this.opened();
    return {
      length: opened.length,
      at: (index) => {
        const file = opened[index];
        return file === undefined ? undefined : this.#picture(file);
      },
    };
  }

  /** SHA-256 of a file that was opened. */
  digest(file: number): string {
    return this.#digests.toString('hex', file * DIGEST_BYTES, (file + 1) * DIGEST_BYTES);
  }

  /** The facts of a file as they are kept, see {@link packFacts}. */
  packed(file: number): Uint8Array {
    return this.#facts.subarray(file * FACTS_BYTES, (file + 1) * FACTS_BYTES);
  }

  /** Its facts are read when they are asked for: most questions are about paths. */
  #picture(file: number): LookedAt {
    const facts = (): PictureFacts => unpackFacts(this.packed(file), this.digest(file));
    return {
      path: this.#paths[file] ?? '',
      get facts() {
        return facts();
      },
    };
  }
}
