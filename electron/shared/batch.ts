import { z } from 'zod';
import { runConfigSchema, type RunConfig } from './config/schema.ts';
import { chosenSchema } from './import/chosen.ts';
import { MOST_PREVIEWED, previewOptionsSchema } from './import/preview.ts';
import type { ImageShape } from './network/layers.ts';
import { idSchema } from './run.ts';

/** What of a run's settings decides how D is shown its real images. */
const SEEING_SETTINGS = [
  ...(['augment.mirror', 'augment.color', 'augment.translation', 'augment.cutout'] as const),
  ...(['ada.kind', 'ada.changes', 'ada.probability', 'noise.start', 'seed'] as const),
] as const;
type SeeingSetting = (typeof SEEING_SETTINGS)[number];
export type SeeingSettings = Pick<RunConfig, SeeingSetting>;

/** Those settings, taken from many. */
export const seeingSettings = (config: SeeingSettings): SeeingSettings =>
  Object.fromEntries(SEEING_SETTINGS.map((key) => [key, config[key]])) as SeeingSettings;

/** Images of a batch that are shown at most: what a glance takes in. */
const MOST_SEEN = MOST_PREVIEWED;

/** How a batch is shown to D. */
const seeingShape = {
  settings: runConfigSchema.pick(
    Object.fromEntries(SEEING_SETTINGS.map((key) => [key, true])) as Record<SeeingSetting, true>,
  ),
  /** The range of G's images: what is cut out or shifted in is 0 of it, grey or black. */
  range: z.enum(['signed', 'unit']),
  /** Which draw of the seed, from 0: the same one is the same picture. */
  draw: z.number().int().min(0).max(1_000_000),
  /** The images are pairs, whose pictures are changed alike. */
  pairs: z.literal(true).exactOptional(),
};
export const seeingSchema = z.strictObject(seeingShape);
export type Seeing = z.infer<typeof seeingSchema>;

/** Whose images they are. */
const batchOfSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dataset'), id: idSchema, count: z.number().int().min(1).max(MOST_SEEN) }),
  z.strictObject({
    kind: z.literal('import'),
    chosen: chosenSchema,
    files: z.array(z.string().min(1).max(4096)).min(1).max(MOST_SEEN),
    options: previewOptionsSchema,
  }),
]);

export const batchQuestionSchema = z.strictObject({ of: batchOfSchema, ...seeingShape });
export type BatchQuestion = z.input<typeof batchQuestionSchema>;

/** A batch before and after D's augmentation. */
export interface SeenBatch {
  image: ImageShape;
  /** Images one after another, height × width × channels bytes each: as they are, and as D sees them. */
  given: Uint8Array;
  seen: Uint8Array;
}
