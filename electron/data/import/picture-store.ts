import { IMAGE_FORMATS, type PictureFacts } from '@shared/import/facts.ts';
import type { LookedAt, Rows } from '@shared/import/rows.ts';

const DIGEST_BYTES = 32;
const HASH_BYTES = 8;
const FLAGS = { opened: 1, turned: 2, transparent: 4, deep: 8, colour: 16 } as const;
const SIZES = 3;
const LEVELS = 5;

/** What is known of an import's files, about 80 bytes each, so that a million of them are little. */
export class PictureStore {
  readonly #paths: readonly string[];
  readonly #flags: Uint8Array;
  readonly #formats: Uint8Array;
  readonly #digests: Buffer;
  readonly #hashes: Buffer;
  /** Width, height and frames. */
  readonly #sizes: Uint32Array;
  /** Brightness, contrast, those of the border, and sharpness. */
  readonly #levels: Float32Array;

  /** @param paths of the files, relative, in their order */
  constructor(paths: readonly string[]) {
    const { length } = paths;
    this.#paths = paths;
    this.#flags = new Uint8Array(length);
    this.#formats = new Uint8Array(length);
    this.#digests = Buffer.alloc(length * DIGEST_BYTES);
    this.#hashes = Buffer.alloc(length * HASH_BYTES);
    this.#sizes = new Uint32Array(length * SIZES);
    this.#levels = new Float32Array(length * LEVELS);
  }

  /** @param file its number */
  put(file: number, facts: PictureFacts): void {
    const { turned, transparent, deep, colour, border } = facts;
    this.#flags[file] = Object.entries({ opened: true, turned, transparent, deep, colour }).reduce(
      (bits, [flag, is]) => bits | (is ? FLAGS[flag as keyof typeof FLAGS] : 0),
      0,
    );
    this.#formats[file] = IMAGE_FORMATS.indexOf(facts.format);
    this.#digests.write(facts.digest, file * DIGEST_BYTES, 'hex');
    this.#hashes.write(facts.hash, file * HASH_BYTES, 'hex');
    this.#sizes.set([facts.width, facts.height, facts.frames], file * SIZES);
    const levels = [facts.brightness, facts.contrast, border.brightness, border.contrast, facts.sharpness];
    this.#levels.set(levels, file * LEVELS);
  }

  /** Numbers of the files that were opened, rising. */
  opened(): Uint32Array {
    return Uint32Array.from([...this.#flags.keys()].filter((file) => this.#flags[file] !== 0));
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

  /** Its facts are read when they are asked for: most questions are about paths. */
  #picture(file: number): LookedAt {
    const facts = (): PictureFacts => this.#facts(file);
    return {
      path: this.#paths[file] ?? '',
      get facts() {
        return facts();
      },
    };
  }

  #facts(file: number): PictureFacts {
    const has = (flag: number): boolean => ((this.#flags[file] ?? 0) & flag) !== 0;
    const [width = 0, height = 0, frames = 1] = this.#sizes.subarray(file * SIZES, (file + 1) * SIZES);
    const [brightness = 0, contrast = 0, ...rest] = this.#levels.subarray(file * LEVELS, (file + 1) * LEVELS);
    const [borderBrightness = 0, borderContrast = 0, sharpness = 0] = rest;
    return {
      format: IMAGE_FORMATS[this.#formats[file] ?? 0] ?? 'png',
      ...{ width, height, frames, brightness, contrast, sharpness },
      turned: has(FLAGS.turned),
      transparent: has(FLAGS.transparent),
      deep: has(FLAGS.deep),
      colour: has(FLAGS.colour),
      digest: this.digest(file),
      hash: this.#hashes.toString('hex', file * HASH_BYTES, (file + 1) * HASH_BYTES),
      border: { brightness: borderBrightness, contrast: borderContrast },
    };
  }
}
