import { z } from 'zod';
import { GENERATOR_WEIGHTS } from '../run.ts';
import { steeringSchema } from '../styles.ts';

/** GIF opens everywhere and holds 256 colours a frame; WebP keeps every pixel as it is. */
export const ANIMATION_FORMATS = ['gif', 'webp'] as const;
export type AnimationFormat = (typeof ANIMATION_FORMATS)[number];

/** Programs that show GIFs slow down what is quicker than 50 frames a second. */
export const FPS = { least: 1, most: 50 } as const;
/** Screen pixels a side for each pixel of an image. */
export const SCALE = { least: 1, most: 32 } as const;
/** Seconds the last frame stands still. */
export const HOLD = { least: 0, most: 10 } as const;
export const WALK = {
  latents: { least: 2, most: 64 },
  frames: { least: 2, most: 1000 },
  tiles: { least: 1, most: 100 },
} as const;

const whole = ({ least, most }: { least: number; most: number }) => z.number().int().min(least).max(most);
const step = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const look = {
  format: z.enum(ANIMATION_FORMATS),
  fps: whole(FPS),
  scale: whole(SCALE),
  /** A strip below the images that says the epoch or step. */
  label: z.boolean(),
  hold: z.number().min(HOLD.least).max(HOLD.most),
};

/** The run's sample grids, one a frame; the steps of the first and the last one, both included. */
export const epochsAnimationSchema = z.strictObject({
  what: z.literal('epochs'),
  ...look,
  fromStep: step.optional(),
  toStep: step.optional(),
});

/** A closed walk through latent space by the generator of one checkpoint. */
export const walkAnimationSchema = z.strictObject({
  what: z.literal('walk'),
  ...look,
  /** Step of the checkpoint; left out, the newest. */
  step: step.optional(),
  /** Latents that each tile passes through. */
  latents: whole(WALK.latents),
  /** Frames of the whole loop. */
  frames: whole(WALK.frames),
  /** Walks side by side. */
  tiles: whole(WALK.tiles),
  /** Which latents: left out, the run's seed, so that the walk begins with its fixed samples. */
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  /** Its own where left out. */
  weights: z.enum(GENERATOR_WEIGHTS).optional(),
  /** Only of a generator with style layers. */
  steering: steeringSchema.optional(),
});

export const animationSchema = z.discriminatedUnion('what', [epochsAnimationSchema, walkAnimationSchema]);
export type AnimationOptions = z.infer<typeof animationSchema>;
export type WalkOptions = z.infer<typeof walkAnimationSchema>;
export type EpochsOptions = z.infer<typeof epochsAnimationSchema>;

/** What both begin with. */
export const LOOK_DEFAULTS = { format: 'gif', fps: 8, scale: 2, label: true, hold: 2 } as const;
export const WALK_DEFAULTS = { fps: 20, latents: 8, frames: 120, tiles: 16 } as const;

/** How far an animation is: frames of the whole. */
export interface AnimationProgress {
  done: number;
  total: number;
}

/** The file that was written. */
export interface AnimationResult {
  path: string;
  bytes: number;
  frames: number;
  width: number;
  height: number;
  /** Length of one loop. */
  seconds: number;
}

/** What an animation will be, told before it is made. */
export interface AnimationPlan {
  frames: number;
  width: number;
  height: number;
  seconds: number;
  /** Size of the file, from a few of its frames. */
  estimatedBytes: number;
}
