/** What came and went of a source's files since it was opened. */
export interface SinceOpened {
  came: number;
  /** Relative, as the source calls them. */
  went: ReadonlySet<string>;
}

/** @param before the files that a folder held when it was listed @param now those that it holds */
export function sinceOpened(before: readonly string[], now: readonly string[]): SinceOpened {
  const there = new Set(now);
  const went = new Set(before.filter((file) => !there.has(file)));
  return { came: there.size - (before.length - went.size), went };
}
