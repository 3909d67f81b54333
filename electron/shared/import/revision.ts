import { z } from 'zod';
import type { DatasetRecord } from '../dataset.ts';
import { labelChoicesSchema } from './options.ts';
import { atMost } from './rows.ts';

/** What a version of a data set changes. Data sets never change: a version is a new one, and runs keep theirs. */
export const revisionSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** Numbers of the images that are left out, from 0. */
  leaveOut: z.array(z.number().int().min(0)).default([]),
  labels: labelChoicesSchema.omit({ from: true }).prefault({}),
});
export type Revision = z.infer<typeof revisionSchema>;

/** Room for what tells a version from the data set that it was made from. */
const LONGEST_NAME = 110;

/** What a version is called until something else is asked for: "shoes, fewer", or "shoes, again" where a folder is imported again. */
export const versionName = ({ name }: Pick<DatasetRecord, 'name'>, how: 'fewer' | 'again'): string =>
  `${name.slice(0, LONGEST_NAME)}, ${how}`;

/** The images and labels of a version. */
export interface Revised {
  /** Numbers of the images that stay, rising. */
  images: Uint32Array;
  /** Names of the labels; null without. */
  names: string[] | null;
  /** Label number of each image that stays; null without labels. */
  numbers: Uint16Array | null;
}

/**
 * What a version holds: first labels that are dropped go, then images left out by hand, then what is more than is wanted of
 * each label. Labels keep their order; of several that get one name the first decides its place, and those without images go.
 */
export function revise(
  count: number,
  names: readonly string[] | null,
  numbers: Uint16Array | null,
  { leaveOut, labels: { rename, drop, most } }: Pick<Revision, 'leaveOut' | 'labels'>,
): Revised {
  const gone = new Set(leaveOut);
  const dropped = new Set(drop);
  const newNames = new Map(Object.entries(rename));
  const renamed = (names ?? []).map((name) => newNames.get(name) ?? name);
  const merged = [...new Set(renamed)];
  const placeOf = new Map(merged.map((name, place) => [name, place]));
  const labels = numbers && Uint16Array.from(numbers, (number) => placeOf.get(renamed[number] ?? '') ?? 0);
  const staying = Array.from({ length: count }, (_, image) => image).filter(
    (image) => !gone.has(image) && !(numbers && dropped.has(names?.[numbers[image] ?? 0] ?? '')),
  );
  const kept =
    labels && most !== null
      ? atMost(
          staying.map((image) => labels[image] ?? 0),
          most,
        )
      : null;
  const images = Uint32Array.from(staying.filter((_, place) => !kept || kept.has(place)));
  if (!labels) return { images, names: null, numbers: null };
  const used = [...new Set(Array.from(images, (image) => labels[image] ?? 0))].sort((a, b) => a - b);
  if (used.length < 2) return { images, names: null, numbers: null };
  const final = new Map(used.map((label, place) => [label, place]));
  return {
    images,
    names: used.map((label) => merged[label] ?? ''),
    numbers: Uint16Array.from(images, (image) => final.get(labels[image] ?? 0) ?? 0),
  };
}
