import { ForgerError } from '@shared/contract/errors.ts';
import type { ImportProgress, OfferedDataset } from '@shared/dataset.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { pairShape } from '@shared/pairs.ts';
import { toGrey } from '@shared/picture-measures.ts';
import { explained } from '../../store/files/index.ts';
import { openBundled, type BundledDataset } from '../bundled/bundled.ts';
import { EMOJI } from '../bundled/emoji.ts';
import { FASHION_MNIST } from '../bundled/fashion-mnist.ts';
import { toRgb } from '../decoder/colour.ts';
import type { Imported } from '../import/folder.ts';
import { countLabels, Progress } from '../import/progress.ts';
import { buildDataset } from '../library/build.ts';
import { hasDataset } from '../library/read.ts';
import { besideEachOther } from '@shared/pictures-beside.ts';
import { outlinesOf } from './outlines.ts';

/** Pairs that are made of what ships: each of its images is a target, and its input is worked out from it. */
interface MadePairs {
  offer: OfferedDataset;
  of: BundledDataset;
  /** An image of the same shape. */
  inputOf(target: Uint8Array, shape: ImageShape): Uint8Array;
}

const pairsOf = (
  of: BundledDataset,
  { words, ...told }: { id: string; name: string; words: string },
  inputOf: MadePairs['inputOf'],
): MadePairs => {
  const { name, licence, count, image } = of.record;
  const bytes = 2 * count * image.height * image.width * image.channels;
  const source = `${words}, worked out by Forger from ${name}, which ships with it`;
  return { offer: { state: 'offered', how: 'make', ...told, source, licence: licence ?? '', bytes }, of, inputOf };
};

const MADE: readonly MadePairs[] = [
  pairsOf(
    FASHION_MNIST,
    { id: 'clothes-pairs', name: 'Outlines to clothes', words: 'Outlines beside clothes' },
    outlinesOf,
  ),
  pairsOf(
    EMOJI,
    { id: 'emoji-pairs', name: 'Grey to colour emoji', words: 'Emoji in grey beside themselves in colour' },
    (target) => toRgb(toGrey(target)),
  ),
];

/** In the order in which they are offered. */
export const MADE_PAIRS: readonly OfferedDataset[] = MADE.map(({ offer }) => offer);

/** Pairs made between two looks at whether somebody cancelled. */
const BATCH = 256;

export interface MakePairsArguments {
  libraryDir: string;
  /** The folder of what ships. */
  bundledDir: string;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

/**
 * Makes the pairs of that id, bit for bit the same on every machine, with the labels and the licence of what they are made of.
 * @returns null where there are none of that id @throws {ForgerError} where they are there, when cancelled, …; nothing is left then
 */
export async function makePairs(id: string, args: MakePairsArguments): Promise<Imported | null> {
  const made = MADE.find(({ offer }) => offer.id === id);
  return made ? explained(() => make(made, args)) : null;
}

async function make({ offer, of, inputOf }: MadePairs, args: MakePairsArguments): Promise<Imported> {
  const { libraryDir, bundledDir, signal } = args;
  const started = performance.now();
  if (await hasDataset(libraryDir, offer.id))
    throw new ForgerError('invalid-request', `${offer.name} is in the library already, as "${offer.id}".`);
  const { record, pixels, labels } = await openBundled(bundledDir, of);
  const { image, count } = record;
  const size = image.height * image.width * image.channels;
  return buildDataset(
    libraryDir,
    pairShape(image),
    async (writer) => {
      const progress = new Progress(count, args.onProgress);
      for (let at = 0; at < count; at += 1) {
        if (at % BATCH === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
        signal.throwIfAborted();
        const target = pixels.subarray(at * size, (at + 1) * size);
        await writer.append(besideEachOther([inputOf(target, image), target], image));
        progress.step(0);
      }
      progress.end(0);
      const seconds = Math.round((performance.now() - started) / 10) / 100;
      return {
        name: offer.name,
        source: `${offer.source}: ${record.source}`,
        licence: record.licence,
        labels: record.labels,
        numbers: labels,
        pairs: true,
        report: { imported: count, refused: [], labels: countLabels(record.labels, labels), seconds },
      };
    },
    offer.id,
  );
}
