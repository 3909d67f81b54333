import type { LookCounts } from '@shared/import/counts.ts';

/** Of no pictures. */
export const NO_COUNTS: LookCounts = {
  sizes: 0,
  commonest: { width: 0, height: 0, count: 0 },
  elongated: 0,
  cut: 0,
  grounds: { dark: 0, light: 0 },
  copies: 0,
  nearCopies: 0,
  blank: 0,
  transparent: 0,
  faint: 0,
};
