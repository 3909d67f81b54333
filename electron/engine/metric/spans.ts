/** Of each of `count` equal parts of a length, the places that it is the mean of, from and up to: at least one. */
export const spans = (length: number, count: number): (readonly [number, number])[] =>
  Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * length) / count);
    return [from, Math.max(from + 1, Math.floor(((at + 1) * length) / count))] as const;
  });
