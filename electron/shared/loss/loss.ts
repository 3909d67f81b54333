/** What G may play for, where its loss leaves it the choice. */
export const GENERATOR_GOALS = ['non-saturating', 'minimax'] as const;
export type GeneratorGoal = (typeof GENERATOR_GOALS)[number];

/** Mean and variance of the targets D is told of one kind of image. */
export interface Targets {
  mean: number;
  variance: number;
}

/** What is known of a kind of loss beside its formulas (engine/training/loss): whoever asks about a loss asks this. */
export interface LossDescriptor {
  readonly title: string;
  /** One sentence for the form: what D is trained to say. */
  readonly words: string;
  /** Paper and equation. */
  readonly source: string;
  /** What the losses are counted in. */
  readonly unit: string;
  /** The score above which D calls an image real; null where it does not say. */
  readonly middle: number | null;
  /** It is of pairs, the first real image with the first fake and so on: D is right about a pair where the real one scores higher. */
  readonly pairs?: true;
  /** How D's score of an image is logged and charted: as it is, or as the probability σ(score) that it is real. */
  readonly score: 'probability' | 'score';
  /** Scores that the axis of its chart always shows. */
  readonly scores: readonly number[];
  /** The least value each player's loss can have; null: it has none, and running below zero is normal. */
  readonly least: { readonly discriminator: number | null; generator(goal: GeneratorGoal): number | null };
  /** What the axis of the losses reaches at least, where none runs below zero. */
  readonly reaches: number;
  /** D is told a target for each image: label smoothing and flips apply. */
  readonly targets: boolean;
  /** D's loss ends at a margin, which may be drawn at random. */
  readonly margin?: true;
  /** G has the goals to choose from. */
  readonly goals: boolean;
  /** The sum of D's two losses in an even duel, where it gives every image the same, best score; null: none is given. */
  readonly even: ((real: Targets, fake: Targets) => number) | null;
  /** Why a D that is always right leaves G without direction: a sentence. Null for a critic, which has to be ahead. */
  readonly ahead: ((goal: GeneratorGoal) => string) | null;
}
