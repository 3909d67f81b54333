import { z } from 'zod';
import { LOSS_KINDS } from '../loss/index.ts';
import { imageShapeSchema } from '../network/layers.ts';

/** The most pictures of a kind that a picture's score is held against. */
export const MOST_SCORED = 500;
/** Nearest training images that are shown. */
export const NEAREST_SHOWN = 8;

const whole = z.number().int().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/**
 * same: this very training image, or one with the same content; copy: nearer to it than half the way from there to the nearest other
 * training image; apart: none of these.
 */
export const KINSHIPS = ['same', 'copy', 'apart'] as const;
export type Kinship = (typeof KINSHIPS)[number];

/** How two pictures are compared: by what a network that sees makes of both, or as small pictures, which have no grain. */
export const LOOKS = ['features', 'small'] as const;
export type Look = (typeof LOOKS)[number];

/** A training image near a picture. */
const neighbourSchema = z.object({
  /** Its number in the data set, from 0. */
  index: whole,
  /** That in which it is nearer, held against its spacing. */
  look: z.enum(LOOKS),
  /** Root of the sum of squares, in standard deviations of the features or in grey levels. */
  distance: z.number().min(0),
  /** The same from this training image to the nearest other one. */
  spacing: z.number().positive(),
  kinship: z.enum(KINSHIPS),
  /** Its label's number; null without labels. */
  label: whole.nullable(),
  pixels: bytes,
});
export type Neighbour = z.infer<typeof neighbourSchema>;

/** What D of a checkpoint says of one picture, and how that lies among what it says of others. */
export const verdictSchema = z.object({
  run: z.string(),
  step: whole,
  /** As a fraction. */
  epoch: z.number().min(0),
  loss: z.enum(LOSS_KINDS),
  image: imageShapeSchema,
  /** The picture as D saw it, 0 … 255, rows first, channels last. */
  pixels: bytes,
  /** D's score, before any sigmoid. */
  score: z.number(),
  /** The label D was told with the picture, by number: its own, or of all the one with the highest score. Null where D is told none. */
  told: z.object({ label: whole, how: z.enum(['own', 'best']) }).nullable(),
  /** The label that D itself reads in the picture (AC-GAN). */
  read: z.object({ label: whole, probability: z.number() }).nullable(),
  /** Names of the labels by number; null without. */
  labels: z.array(z.string()).nullable(),
  /** D's scores of training images and of fakes of this checkpoint. */
  real: z.array(z.number()),
  fake: z.array(z.number()),
  /** Nearest first; why there are none, in a sentence; null while they are looked for. */
  nearest: z.union([z.array(neighbourSchema), z.object({ missing: z.string() })]).nullable(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** How far a verdict is: scores of others are made, or the features of the data set's images. */
export const verdictProgressSchema = z.object({ stage: z.enum(['scores', 'features']), done: whole, total: whole });
export type VerdictProgress = z.infer<typeof verdictProgressSchema>;
