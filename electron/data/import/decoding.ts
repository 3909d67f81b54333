import type { ImportOptions, ImportProgress, RefusedFile } from '@shared/dataset.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import type { Rendered } from '../decoder/messages.ts';
import type { PixelWriter } from '../library/pixel-writer.ts';
import type { KeptPictures } from './kept-pictures.ts';
import { askFor, placesOf, joinImages, type Places } from './pair.ts';
import { PictureStore } from './picture-store.ts';
import { poolFor } from './pool.ts';
import { Progress } from './progress.ts';
import { decodeTask } from './tasks.ts';
import type { Outcome } from './worker.ts';

/** Images decoded ahead of the one that is written next: order is kept, memory is bounded. */
const AHEAD = { fewest: 64, most: 4096, bytes: 16 * 2 ** 20 } as const;

const aheadFor = ({ width, height, channels }: ImportOptions): number =>
  Math.min(AHEAD.most, Math.max(AHEAD.fewest, Math.floor(AHEAD.bytes / (width * height * channels))));

interface DecodingArguments {
  options: ImportOptions;
  decoder: DecoderLauncher;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
  kept?: KeptPictures;
}

/** Files' outcomes in the files' order, a bounded number of them under way. */
async function* decodeInOrder(
  ask: (file: string) => Promise<Outcome<Rendered>>,
  files: readonly string[],
  ahead: number,
): AsyncGenerator<[number, Outcome<Rendered>]> {
  /** Each at its number's place in a round of so many. */
  const underWay: Promise<Outcome<Rendered>>[] = [];
  for (let index = 0, next = 0; index < files.length; index += 1) {
    for (; next < files.length && next < index + ahead; next += 1) {
      const outcome = ask(files[next] ?? '');
      // It is awaited in its turn; until then a failure must not count as unhandled.
      outcome.catch(() => undefined);
      underWay[next % ahead] = outcome;
    }
    const first = underWay[index % ahead];
    if (first) yield [index, await first];
  }
}

/**
 * Decodes files in their order and writes the pixels of those that can be.
 * @param files of the source, relative
 * @returns what they are, and those refused
 */
export async function decodeFiles(
  source: Places,
  files: readonly string[],
  pixels: PixelWriter,
  { options, decoder, signal, onProgress, kept }: DecodingArguments,
): Promise<{ store: PictureStore; refused: RefusedFile[] }> {
  const pool = poolFor(decoder, decodeTask(options), source.pairs ? 2 * files.length : files.length);
  const join = joinImages(options);
  const ask = async (file: string): Promise<Outcome<Rendered>> =>
    (await kept?.of(placesOf(source, file))) ?? askFor((path, half) => pool.ask(path, half), source, file, join);
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  const progress = new Progress(files.length, onProgress);
  const store = new PictureStore(files);
  const refused: RefusedFile[] = [];
  try {
    for await (const [file, outcome] of decodeInOrder(ask, files, aheadFor(options))) {
      signal.throwIfAborted();
      if ('reason' in outcome) refused.push({ path: files[file] ?? '', reason: outcome.reason });
      else {
        await pixels.append(outcome.pixels);
        store.put(file, outcome.facts);
      }
      progress.step(refused.length);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The import has ended.'));
  }
  progress.end(refused.length);
  return { store, refused };
}
