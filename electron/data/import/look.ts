import { lookOf, type Seen } from '@shared/import/look-of.ts';
import type { FolderLook } from '@shared/import/look.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import { picked, spread } from '@shared/import/rows.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import type { Sliced } from '@shared/sliced.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { inSlices } from '../in-slices.ts';
import { pairedSource, perhapsPairs } from '../source/pairs.ts';
import { requireFiles, type PictureSource } from '../source/source.ts';
import { askFor, factsOfPair } from './pair.ts';
import { PictureStore } from './picture-store.ts';
import { poolFor } from './pool.ts';
import { LOOK_TASK } from './tasks.ts';

export interface LookArguments {
  decoder: DecoderLauncher;
  signal: AbortSignal;
  /** Told what is known so far, at once of some files and then now and again. */
  onLook?(look: FolderLook): void;
  /** Told in the end what the look is made of, for whoever asks for more of it. */
  onSeen?(seen: Seen): void;
  /** Told the source as it is looked at, with its pairs. */
  onPaired?(source: PictureSource): void;
  /** How they are taken in pairs; not at all where left out. */
  pairs?: PairsChoice | undefined;
  /** Files that are opened at most, spread evenly. */
  most?: number;
}

/** Files that are opened of a source, spread evenly: of so many more would tell nothing else. */
const MOST_LOOKED_AT = 1_000_000;
/** Files that are opened first: enough to tell what most pictures are like, and opened in a moment. */
export const FIRST_LOOKED_AT = 64;
/** How many times as many each further round opens. */
const GROWTH = 8;
/** Files under way at once, for as many processes as there may be. */
const LANES = 32;
/** What is known is told after so many milliseconds at first, and so many apart. */
const FIRST_TOLD_MS = 1000;
const TOLD_MS = 500;
/** It is worked out for no more than that share of the time. */
const TELLING_SHARE = 0.1;

/** Numbers of files in rounds, each spread evenly over all, so that what is known at any time is of all folders. */
function* inRounds(count: number): Generator<number> {
  const asked = new Uint8Array(count);
  for (let size = FIRST_LOOKED_AT; ; size *= GROWTH) {
    for (const file of spread(count, size)) {
      if (asked[file]) continue;
      asked[file] = 1;
      yield file;
    }
    if (size >= count) return;
  }
}

/** Tells of a look now and again, until it ends. */
class Telling {
  readonly #look: () => Sliced<FolderLook>;
  readonly #tell: (look: FolderLook) => void;
  readonly #ended = new AbortController();
  #due = performance.now() + FIRST_TOLD_MS;
  #told = false;
  #under: Promise<void> | null = null;

  constructor(look: () => Sliced<FolderLook>, tell: (look: FolderLook) => void) {
    this.#look = look;
    this.#tell = tell;
  }

  /** @param opened files until now */
  step(opened: number): void {
    const now = performance.now();
    if (this.#under || (now < this.#due && (this.#told || opened < FIRST_LOOKED_AT))) return;
    this.#told = true;
    this.#under = this.#workOut(now).finally(() => (this.#under = null));
    // What goes wrong is told at the end.
    this.#under.catch(() => undefined);
  }

  /** What is told no more is given up. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#under;
  }

  async #workOut(begun: number): Promise<void> {
    const { signal } = this.#ended;
    const look = await inSlices(this.#look(), signal).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (look && !signal.aborted) this.#tell(look);
    const taken = performance.now() - begun;
    this.#due = begun + Math.max(TOLD_MS, taken / TELLING_SHARE);
  }
}

/**
 * Opens the pictures of a source, in processes that may die, and tells what they are: at first of a few, in the end of
 * all, of a million at most.
 * @throws the signal's reason when aborted
 */
export async function lookAtPictures(
  given: PictureSource,
  {
    decoder,
    signal,
    onLook = () => undefined,
    onSeen = () => undefined,
    onPaired = () => undefined,
    ...args
  }: LookArguments,
): Promise<FolderLook> {
  signal.throwIfAborted();
  const { most = MOST_LOOKED_AT, pairs = 'off' } = args;
  requireFiles(given);
  const source = await inSlices(pairedSource(given, pairs), signal);
  onPaired(source);
  const perhaps = await inSlices(perhapsPairs(source), signal);
  const files = picked(source.files, spread(source.files.length, most));
  const store = new PictureStore(files);
  const refused: RefusedFile[] = [...source.refused];
  const seen = (whole: boolean): Seen => ({
    files: source.files.length,
    pictures: store.pictures(),
    refused: [...refused],
    table: source.labels,
    ...{ pairs: source.pairs, perhaps },
    whole,
  });
  const telling = new Telling(() => lookOf(seen(false)), onLook);
  const pool = poolFor(decoder, LOOK_TASK, files.length);
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  const rounds = inRounds(files.length);
  let opened = 0;
  const lane = async (): Promise<void> => {
    for (const file of rounds) {
      const path = files[file] ?? '';
      const outcome = await askFor(
        (place, half) => pool.ask(place, half),
        source,
        path,
        (input, target) => ({ facts: factsOfPair(input.facts, target.facts) }),
      );
      if ('facts' in outcome) store.put(file, outcome.facts);
      else refused.push({ path, reason: outcome.reason });
      opened += 1;
      if (opened < files.length) telling.step(opened);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The look has ended.'));
    await telling.end();
  }
  refused.sort((a, b) => (a.path < b.path ? -1 : 1));
  const all = seen(true);
  onSeen(all);
  return inSlices(lookOf(all), signal);
}
