/** What is known of a kind of gradient penalty beside its formulas (engine/training/penalty). Each costs D a second gradient. */
export interface PenaltyDescriptor {
  readonly title: string;
  /** One sentence for the form: what it asks of D. */
  readonly words: string;
  /** Paper and equation. */
  readonly source: string;
  /** What the weight is to it, and its usual value. */
  readonly weight: string;
  /** The length that D's gradient should have. */
  readonly slope: 0 | 1;
}
