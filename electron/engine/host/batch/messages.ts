import { z } from 'zod';
import { seeingSchema } from '@shared/batch.ts';
import { failureSchema } from '@shared/contract/errors.ts';
import { imageShapeSchema } from '@shared/network/layers.ts';
import { idSchema } from '@shared/run.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Messages of a process that shows batches as D sees them, one after another, until whoever started it ends it. */
export const batchCommandSchema = z.object({
  type: z.literal('see'),
  images: z.discriminatedUnion('kind', [
    /** So many, drawn from a data set. */
    z.object({
      kind: z.literal('dataset'),
      library: z.string(),
      bundledDir: z.string(),
      dataset: idSchema,
      count: z.number().int().min(1),
    }),
    z.object({ kind: z.literal('pixels'), image: imageShapeSchema, pixels: bytes }),
  ]),
  seeing: seeingSchema,
});
export type BatchCommand = z.infer<typeof batchCommandSchema>;

export const batchEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('seen'), batch: z.object({ image: imageShapeSchema, given: bytes, seen: bytes }) }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type BatchEvent = z.infer<typeof batchEventSchema>;
