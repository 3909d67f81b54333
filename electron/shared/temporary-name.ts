/** What is not whole yet is called so, beside its place, until it is given its name. */
export const TEMPORARY_PREFIX = '.tmp-';

/** The path itself; of what is not whole yet the folder that it is made in: its own name means nothing to anyone. */
export function lastingPath(path: string): string {
  const at = Math.max(...['/', '\\'].map((slash) => path.indexOf(slash + TEMPORARY_PREFIX)));
  return at < 0 ? path : path.slice(0, at) || path.slice(0, 1);
}
