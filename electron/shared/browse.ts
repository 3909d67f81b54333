import { z } from 'zod';
import type { ImageShape } from './network/layers.ts';
import { MEASURES, measuresFor, type Measure } from './picture-measures.ts';

/** Orders in which the pictures of a data set are looked through. */
const SORTED = ['imported', ...MEASURES, 'oddness'] as const;

export const orderSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.enum(SORTED), descending: z.boolean() }),
  /** By the distance of what a network sees in them; `to` is the number of an image. */
  z.strictObject({
    by: z.literal('nearest'),
    descending: z.boolean(),
    to: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1),
  }),
]);
export type PictureOrder = z.infer<typeof orderSchema>;
export type SortedBy = PictureOrder['by'];
/** All but the nearest, which need a picture. */
export type PlainlySorted = (typeof SORTED)[number];

export const AS_IMPORTED: PictureOrder = { by: 'imported', descending: false };

/** What is worked out of all pictures of a data set before they can be sorted so; null: nothing. */
export const SURVEYS = ['measures', 'oddness'] as const;
export type SurveyKind = (typeof SURVEYS)[number];

export const surveyFor = (by: SortedBy): SurveyKind | null =>
  by === 'imported' ? null : by === 'oddness' || by === 'nearest' ? 'oddness' : 'measures';

export const isMeasure = (by: SortedBy): by is Measure => (MEASURES as readonly string[]).includes(by);

/** Orders that tell something of such pictures, but for the nearest. */
export const ordersFor = (image: Pick<ImageShape, 'channels'>): PlainlySorted[] => [
  'imported',
  ...measuresFor(image),
  'oddness',
];

/** What an order is called, and what its first pictures are, rising and falling. */
export const ORDER_WORDS: Record<SortedBy, { title: string; rising: string; falling: string }> = {
  imported: { title: 'As imported', rising: 'First ones first', falling: 'Last ones first' },
  sharpness: { title: 'Sharpness', rising: 'Blurred first', falling: 'Sharp first' },
  brightness: { title: 'Brightness', rising: 'Dark first', falling: 'Bright first' },
  contrast: { title: 'Contrast', rising: 'Flat first', falling: 'Rich first' },
  colourfulness: { title: 'Colourfulness', rising: 'Grey first', falling: 'Colourful first' },
  oddness: { title: 'Oddness', rising: 'Usual first', falling: 'Odd first' },
  nearest: { title: 'Nearness', rising: 'Nearest first', falling: 'Furthest first' },
};

/** How far a survey is. `features`: what the network sees; `distances`: how far each picture is from its neighbours. */
export const surveyProgressSchema = z.object({
  step: z.enum(['measures', 'features', 'distances']),
  done: z.number().int().min(0),
  total: z.number().int().min(0),
});
export type SurveyProgress = z.infer<typeof surveyProgressSchema>;

/** What is known of a data set, by its hash. */
export interface Surveyed {
  measures: boolean;
  oddness: boolean;
  /** Images that features are kept of, and so are ranked by oddness and nearness. */
  seen: number;
}
