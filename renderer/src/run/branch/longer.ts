const MOST_EPOCHS = 100_000;

/**
 * The whole length in epochs of a run that gets so many more.
 * @param text as typed
 * @param done epochs trained so far, maybe a fraction: the one begun is finished first
 * @returns null where the text is no such number
 */
export function moreEpochs(text: string, done: number): number | null {
  const more = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  const length = Math.floor(done) + more;
  return more >= 1 && length <= MOST_EPOCHS ? length : null;
}
