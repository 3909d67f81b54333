import { z } from 'zod';

/** How one training step of a published recipe goes, in what the originals differ in and no setting changes. */
export const recipeSchema = z.object({
  /**
   * How a step's real images are chosen: `epoch`: a fresh shuffle each epoch, every image once, the
   * last batch as short as it comes (PyTorch's DataLoader); `replacement`: drawn anew each step
   * (numpy.random.randint).
   */
  sampling: z.enum(['epoch', 'replacement']),
  /** `alternating`: D moves, then G against the moved D; `simultaneous`: both gradients are taken before either moves. */
  order: z.enum(['alternating', 'simultaneous']),
  discriminator: z.object({
    /** Real and fake in one optimiser step, or one step each (real first). */
    updates: z.enum(['together', 'separate']),
    /** Images of each kind per D update: the whole batch or half of it. */
    share: z.enum(['batch', 'half']),
    /** How the logged D loss joins the real and the fake loss; with `together` also what is minimised. */
    lossJoin: z.enum(['sum', 'mean']),
    /** Mode of batch norm and dropout in G while it makes the fakes shown to D. */
    fakes: z.enum(['training', 'inference']),
    /** Gradient penalties in D's own updates, or in one of their own after these; left out, the former. */
    penalties: z.enum(['joined', 'apart']).exactOptional(),
  }),
  generator: z.object({
    /** G's own update on the latents D saw in this step, or on fresh ones. */
    latents: z.enum(['same', 'fresh']),
  }),
  /**
   * How labels reach the networks: not at all; into both (cGAN); into G, and D names them (AC-GAN); into both where the images
   * have any, else not at all (projection).
   */
  labels: z.enum(['none', 'embedding', 'auxiliary', 'optional']),
  /** G makes the target of an input: it learns from pairs alone. Left out by recipes that make images of latents. */
  pairs: z.literal(true).exactOptional(),
  /**
   * Adam's ε, and whether it is added to the root of the bias-corrected second moment (PyTorch; Kingma &
   * Ba, algorithm 1) or to the uncorrected one (Keras; “ε̂” of their section 2).
   */
  adamEpsilon: z.object({ value: z.number().positive(), addedTo: z.enum(['corrected', 'uncorrected']) }),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** Whether a recipe cannot do without labels. */
export const needsLabels = ({ labels }: Pick<Recipe, 'labels'>): boolean =>
  labels === 'embedding' || labels === 'auxiliary';

/** Of so many labels that images have, how many a recipe's networks know. */
export const knownLabels = ({ labels }: Pick<Recipe, 'labels'>, classes: number): number =>
  labels === 'none' || (labels === 'optional' && classes < 2) ? 0 : classes;
