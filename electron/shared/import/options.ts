import { z } from 'zod';
import { cropWindowSchema } from './crop-window.ts';

/** Where the part of a picture lies that a crop shows: in its middle, where its detail is (the strongest edges), or in a window. */
export const CROP_CHOICES = ['centre', 'detail'] as const;
/** What lies beside a padded picture: one tone or colour, the colour of its own edge, or itself, enlarged and blurred. */
export const PADDING_CHOICES = ['black', 'white', 'edge', 'blur'] as const;
/**
 * What shows through where a picture is transparent: one tone or colour, or of black, white and greys the one that its own edge
 * is farthest from, so that nothing of it vanishes.
 */
export const BACKGROUND_CHOICES = ['black', 'white', 'contrast'] as const;
/** Which tones pictures get: their own, all inverted, or those of one ground inverted, so that all have the other. */
export const TONES_CHOICES = ['own', 'inverted', 'light-on-dark', 'dark-on-light'] as const;
/** Which pictures are left out by what they are: of copies the first is taken. */
export const SKIP_CHOICES = ['copies', 'near-copies', 'blank'] as const;
export type SkipChoice = (typeof SKIP_CHOICES)[number];

/**
 * Whether each image is an input beside its target: of two folders that name them alike, the first holding the inputs or, swapped, the
 * targets; or the two halves of each picture, of which the one named is the input.
 */
export const PAIRS_CHOICES = ['off', 'folders', 'folders-swapped', 'left-input', 'right-input'] as const;
export type PairsChoice = (typeof PAIRS_CHOICES)[number];
/** Of a picture that holds two side by side. */
export type Half = 'left' | 'right';

/** Folders in folders that are looked at for labels. */
export const MOST_LEVELS = 32;

const colour = z.string().regex(/^#[0-9a-f]{6}$/);
/** A path below the folder that is imported, with `/`. */
const relativePath = z.string().min(1).max(4096);
const labelName = z.string().trim().min(1).max(200);

/**
 * Whence labels come and what becomes of them. A level counts from the deepest folder that holds all pictures: 1 is the
 * folder right in it. 'auto' is the level that torchvision's ImageFolder takes, past folders that only part a set.
 */
export const labelChoicesSchema = z.strictObject({
  from: z.union([z.enum(['auto', 'none']), z.number().int().min(1).max(MOST_LEVELS)]).default('auto'),
  /** New names by the old ones; two that get one name become one label. */
  rename: z.record(labelName, labelName).default({}),
  /** Labels, by their old names, whose pictures are left out. */
  drop: z.array(labelName).max(65_536).default([]),
  /** Pictures of each label at most, spread evenly over its files; null takes all. */
  most: z.number().int().min(1).nullable().default(null),
});
export type LabelChoices = z.infer<typeof labelChoicesSchema>;

/** How pictures become images, beside their size, channels and fit. The defaults are what older versions did. */
export const pictureChoicesShape = {
  /** A window is cut out first; what else stands over is cut from its middle. */
  crop: z.union([z.enum(CROP_CHOICES), cropWindowSchema]).default('centre'),
  padding: z.union([z.enum(PADDING_CHOICES), colour]).default('black'),
  background: z.union([z.enum(BACKGROUND_CHOICES), colour]).default('black'),
  tones: z.enum(TONES_CHOICES).default('own'),
} as const;

/** What older versions did. */
export const PICTURE_DEFAULTS = z.object(pictureChoicesShape).parse({});

/** Which pictures are taken, and under which labels. The defaults take all, as older versions did. */
export const takingChoicesShape = {
  pairs: z.enum(PAIRS_CHOICES).default('off'),
  skip: z.array(z.enum(SKIP_CHOICES)).default([]),
  /** Left out by hand. */
  leaveOut: z.array(relativePath).max(1_000_000).default([]),
  labels: labelChoicesSchema.prefault({}),
} as const;
