/** Of how many pictures something is so: what a recommendation and its findings rest on. */
export interface LookCounts {
  /** Different sizes, and the one that most pictures have. */
  sizes: number;
  commonest: { width: number; height: number; count: number };
  /** Pictures of which a square would cut more than {@link ELONGATED}; and the median of what it cuts, 0 … 1. */
  elongated: number;
  cut: number;
  /** What their subjects stand on, where that is even. */
  grounds: { dark: number; light: number };
  copies: number;
  nearCopies: number;
  blank: number;
  transparent: number;
  /** Transparent ones that show next to nothing over black. */
  faint: number;
}

/** A square out of 4 : 3 cuts a quarter. */
export const ELONGATED = 0.2;
