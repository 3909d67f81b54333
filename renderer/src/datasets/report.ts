import type { RefusedFile } from '@shared/dataset.ts';

/** More would make the page slow to draw; the copied list holds them all. */
export const SHOWN_REFUSED = 500;

/** The refused files as text, a line each: path, tab, reason. */
export const refusedList = ({ refused }: { refused: readonly RefusedFile[] }): string =>
  refused.map((file) => `${file.path}\t${file.reason}`).join('\n');
