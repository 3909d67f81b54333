import type { RunSettings } from '../config/schema.ts';
import type { ImageShape, NetworkPair } from '../network/layers.ts';

/** How one training step of a published recipe goes, in what the originals differ in and no setting changes. */
export interface Recipe {
  /**
   * How a step's real images are chosen: `epoch`: a fresh shuffle each epoch, every image once, the
   * last batch as short as it comes (PyTorch's DataLoader); `replacement`: drawn anew each step
   * (numpy.random.randint).
   */
  readonly sampling: 'epoch' | 'replacement';
  /** `alternating`: D moves, then G against the moved D; `simultaneous`: both gradients are taken before either moves. */
  readonly order: 'alternating' | 'simultaneous';
  readonly discriminator: {
    /** Real and fake in one optimiser step, or one step each (real first). */
    readonly updates: 'together' | 'separate';
    /** Images of each kind per D update: the whole batch or half of it. */
    readonly share: 'batch' | 'half';
    /** How the logged D loss joins the real and the fake loss; with `together` also what is minimised. */
    readonly lossJoin: 'sum' | 'mean';
    /** Mode of batch norm and dropout in G while it makes the fakes shown to D. */
    readonly fakes: 'training' | 'inference';
  };
  readonly generator: {
    /** G's own update on the latents D saw in this step, or on fresh ones. */
    readonly latents: 'same' | 'fresh';
  };
  /** How labels reach the networks: not at all; into both by embedding (cGAN); into G, and D names them (AC-GAN). */
  readonly labels: 'none' | 'embedding' | 'auxiliary';
  /**
   * Adam's ε, and whether it is added to the root of the bias-corrected second moment (PyTorch; Kingma &
   * Ba, algorithm 1) or to the uncorrected one (Keras; "ε̂" of their section 2).
   */
  readonly adamEpsilon: { readonly value: number; readonly addedTo: 'corrected' | 'uncorrected' };
}

export const PRESET_FAMILIES = {
  dense: 'Dense networks',
  convolutional: 'Convolutional networks',
  beyond: 'Modern losses',
  labels: 'With labels',
} as const;
export type PresetFamily = keyof typeof PRESET_FAMILIES;

/** A published GAN, as data. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly family: PresetFamily;
  /** One line for cards and lists. */
  readonly summary: string;
  /** Two to four sentences: what it does, what to watch. */
  readonly teaching: string;
  readonly source: string;
  readonly recipe: Recipe;
  /** Values that differ from the schema's defaults. */
  readonly defaults: Partial<RunSettings>;
  /**
   * The networks as published, for these images; settings such as width are applied by `networksOf`.
   * @param classes number of labels; 0 where the images have none, or the recipe does not use them
   * @throws {NetworkFitError} with a sentence, for images or labels the recipe cannot take
   */
  networks(image: ImageShape, latentSize: number, classes: number): NetworkPair;
}

/** The recipe cannot train on such images: the message says what it needs. */
export class NetworkFitError extends Error {
  override readonly name = 'NetworkFitError';
}
