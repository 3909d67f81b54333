import type { PictureFacts } from './facts.ts';

/** What is asked for row by row: an array, or what is packed closer than one. */
export interface Rows<Row> {
  readonly length: number;
  /** @param index from 0 */
  at(index: number): Row | undefined;
}

/** A picture that was opened. */
export interface LookedAt {
  /** Below the folder, with `/`. */
  path: string;
  facts: PictureFacts;
}

/** Numbers of `most` rows of `count`, spread evenly from the first on: neighbours are often alike. */
export const spread = (count: number, most: number): number[] => {
  const length = Math.min(most, count);
  return Array.from({ length }, (_, index) => Math.floor((index * count) / length));
};

/** Places of at most so many of each label's pictures, spread evenly. @param labels of the pictures, in order */
export function atMost(labels: readonly (string | number)[], most: number): Set<number> {
  const places = new Map<string | number, number[]>();
  labels.forEach((label, place) => {
    const of = places.get(label);
    if (of) of.push(place);
    else places.set(label, [place]);
  });
  return new Set([...places.values()].flatMap((of) => spread(of.length, most).map((index) => of[index] ?? 0)));
}

/** Rows by their numbers. */
export const picked = <Row>(rows: Rows<Row>, numbers: readonly number[]): Row[] =>
  numbers.map((at) => rows.at(at)).filter((row) => row !== undefined);

/** The same rows, made into something else as they are asked for. */
export const mapped = <Row, Made>(rows: Rows<Row>, make: (row: Row) => Made): Rows<Made> => ({
  length: rows.length,
  at: (index) => {
    const row = rows.at(index);
    return row === undefined ? undefined : make(row);
  },
});
