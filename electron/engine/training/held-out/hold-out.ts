import { permutation } from '../../random/draws.ts';
import type { Images, Split } from '../batches.ts';
import { alike, thumbnailsOf } from './thumbnails.ts';

/** The same images for every run on a data set: runs can be compared, and one goes on from another's weights. */
const SEED = 0;

/**
 * Holds images out of training: as many of each label as there are of it, by chance, and of images that are nearly the same, or are
 * variants of one, either all or none. Where all that is left is groups too large, the last few images are neither held out nor trained on, so
 * that the length of an epoch follows from the number of images alone.
 * @param count of the images that training goes without
 */
export function holdOut(images: Images, count: number): Split {
  const kin = kinOf(images);
  const order = permutation({ seed: SEED, purpose: 'heldOutImages', step: 0 }, images.count);
  const labelOf = (index: number): number => images.labels?.[index] ?? 0;
  const open = quotas(images, count);
  const held = new Set<number>();
  const stays = new Set<number>();
  for (const index of order) {
    if (held.size === count) break;
    const label = labelOf(index);
    if (held.has(index) || stays.has(index) || (open[label] ?? 0) <= 0) continue;
    const { group, whole } = groupOf(kin, index, count - held.size);
    for (const member of group) (whole ? held : stays).add(member);
    if (whole) for (const member of group) open[labelOf(member)] = (open[labelOf(member)] ?? 0) - 1;
  }
  const without = new Set(held);
  for (const index of order) {
    if (without.size === count) break;
    without.add(index);
  }
  return {
    heldOut: Uint32Array.from(held).sort(),
    trained: Uint32Array.from(order.filter((index) => !without.has(index))).sort(),
  };
}

/** Of each label so many of `count` as it has of the images: by the largest remainder, the first of equal ones. */
function quotas({ labels, count: all }: Images, count: number): number[] {
  const sizes: number[] = [];
  for (let index = 0; index < all; index++) {
    const label = labels?.[index] ?? 0;
    sizes[label] = (sizes[label] ?? 0) + 1;
  }
  const shares = Array.from(sizes, (size = 0) => (size * count) / all);
  const whole = shares.map(Math.floor);
  const left = count - whole.reduce((sum, share) => sum + share, 0);
  const byRest = shares.map((share, label) => ({ label, rest: share - Math.floor(share) }));
  byRest.sort((a, b) => b.rest - a.rest || a.label - b.label);
  for (const { label } of byRest.slice(0, left)) whole[label] = (whole[label] ?? 0) + 1;
  return whole;
}

/** What belongs on one side with an image: those nearly the same, and those of its own group, where there are groups. */
function kinOf(images: Images): (index: number) => readonly number[] {
  const thumbnails = thumbnailsOf(images);
  const members = new Map<number, number[]>();
  for (const [index, group] of images.groups?.entries() ?? []) {
    const known = members.get(group);
    if (known) known.push(index);
    else members.set(group, [index]);
  }
  const groupOf = (index: number): readonly number[] => members.get(images.groups?.[index] ?? -1) ?? [];
  return (index) => [...groupOf(index), ...alike(thumbnails, index)];
}

/** An image, its kin, their kin, …; not `whole` where they are more than `most`. */
function groupOf(
  kin: (index: number) => readonly number[],
  index: number,
  most: number,
): { group: Set<number>; whole: boolean } {
  const group = new Set([index]);
  // What is added is come by in its turn.
  for (const member of group) {
    for (const other of kin(member)) group.add(other);
    if (group.size > most) return { group, whole: false };
  }
  return { group, whole: true };
}
