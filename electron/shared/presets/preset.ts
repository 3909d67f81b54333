import type { RunSettings } from '../config/schema.ts';
import type { ImageShape, NetworkPair } from '../network/layers.ts';

/** How one training step of a published recipe goes, in what the originals differ in. */
export interface Recipe {
  /**
   * How a step's real images are chosen: `epoch`: a fresh shuffle each epoch, every image once, the
   * last batch as short as it comes (PyTorch's DataLoader); `replacement`: drawn anew each step
   * (numpy.random.randint).
   */
  readonly sampling: 'epoch' | 'replacement';
  readonly discriminator: {
    /** Real and fake in one optimiser step, or one step each (real first). */
    readonly updates: 'together' | 'separate';
    /** Images of each kind per D update: the whole batch or half of it. */
    readonly share: 'batch' | 'half';
    /** How the logged D loss joins the real and the fake loss; with `together` also what is minimised. */
    readonly lossJoin: 'sum' | 'mean';
    /** Batch norm's mode in G while it makes the fakes shown to D. */
    readonly fakes: 'training' | 'inference';
  };
  readonly generator: {
    /** G's own update on the latents D saw in this step, or on fresh ones. */
    readonly latents: 'same' | 'fresh';
  };
  /** First weights: Keras' defaults (Glorot uniform, zero bias) or PyTorch's (Kaiming uniform a=√5, both). */
  readonly initializer: 'keras' | 'torch';
  /**
   * Adam's ε, and whether it is added to the root of the bias-corrected second moment (PyTorch; Kingma &
   * Ba, algorithm 1) or to the uncorrected one (Keras; "ε̂" of their section 2).
   */
  readonly adamEpsilon: { readonly value: number; readonly addedTo: 'corrected' | 'uncorrected' };
}

/** A published GAN, as data. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** One line for cards and lists. */
  readonly summary: string;
  /** Two to four sentences: what it does, what to watch. */
  readonly teaching: string;
  readonly source: string;
  readonly recipe: Recipe;
  /** Values that differ from the schema's defaults. */
  readonly defaults: Partial<RunSettings>;
  /** @throws nothing: dense networks fit every image shape. */
  networks(image: ImageShape, latentSize: number): NetworkPair;
}
