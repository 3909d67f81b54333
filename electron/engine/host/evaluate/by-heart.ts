import { MOST_IMAGES } from '@shared/checkpoint-evaluation.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Checkpoint } from '../../../store/index.ts';
import { chanceAbove } from '../../evaluation/ranking.ts';
import { permutation } from '../../random/draws.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { Judge } from '../verdict/judge.ts';

/** Fewer images on a side say more of themselves than of D. */
const FEWEST = 20;
const SEED = 0;

const some = (numbers: Uint32Array, part: number): number[] => {
  const places = permutation({ seed: SEED, purpose: 'heldOutImages', step: 0, part }, numbers.length);
  return Array.from(places.subarray(0, MOST_IMAGES), (place) => numbers[place] ?? 0);
};

/**
 * How surely D tells the images it was trained on from those it was not: the probability that it scores one of the former above one of
 * the latter, of up to 500 of each. The same images each time.
 * @returns 0.5 where it knows none by heart, 1 where it knows all; null where too few are held out, or its numbers broke
 * @throws {ForgerError} where images cannot be read; what the signal was aborted with
 */
export async function knownByHeart(
  record: Pick<RunRecord, 'networks' | 'config' | 'recipe'>,
  checkpoint: Checkpoint,
  images: Images,
  signal: AbortSignal,
): Promise<number | null> {
  const { split, labels } = images;
  if (!split || split.heldOut.length < FEWEST) return null;
  const [trained, heldOut] = [some(split.trained, 1), some(split.heldOut, 2)];
  // Mixed, for a D that looks at a batch as a whole.
  const all = [...trained, ...heldOut];
  const order = permutation({ seed: SEED, purpose: 'heldOutImages', step: 0, part: 3 }, all.length);
  const indices = order.map((place) => all[place] ?? 0);
  const judge = new Judge(record, checkpoint);
  try {
    const lot = {
      pixels: pixelsOf(images, indices),
      labels: Int32Array.from(indices, (index) => labels?.[index] ?? 0),
    };
    const scores = await judge.scores(lot, signal);
    if (!scores.every(Number.isFinite)) return null;
    const of = (wanted: (place: number) => boolean): number[] => scores.filter((_, at) => wanted(order[at] ?? 0));
    return chanceAbove(
      of((place) => place < trained.length),
      of((place) => place >= trained.length),
    );
  } finally {
    judge.dispose();
  }
}
