import { z } from 'zod';
import { pathSchema } from '../contract/path.ts';
import { parseSampleFile } from '../library-names.ts';

const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A picture that the library holds: a tile of one of the run's sample grids, or an image of its data set, by number from 0. */
const ofLibrary = [
  z.strictObject({
    kind: z.literal('sample'),
    file: z.string().refine((file) => parseSampleFile(file) !== null, 'That is not the name of a sample grid.'),
    index: number,
  }),
  z.strictObject({ kind: z.literal('image'), index: number }),
] as const;

/** What D can be asked about. */
export const subjectSchema = z.discriminatedUnion('kind', [
  ...ofLibrary,
  z.strictObject({ kind: z.literal('file'), path: pathSchema }),
]);
export type Subject = z.infer<typeof subjectSchema>;

/** The same once its file was decoded: height × width × channels bytes, as the data set's images have them. */
export const seenSubjectSchema = z.discriminatedUnion('kind', [
  ...ofLibrary,
  z.strictObject({ kind: z.literal('pixels'), pixels: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
]);
export type SeenSubject = z.infer<typeof seenSubjectSchema>;
