import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));

/** pictures.json, as make_pictures.py describes it. */
const schema = z.object({
  tones: z.array(z.object({ kind: z.string(), profile: z.string(), bits8: bytes, bits16: bytes, srgb: bytes })),
  sizes: z.array(
    z.object({
      width: z.number(),
      height: z.number(),
      /** Of what is made of it. */
      across: z.number(),
      down: z.number(),
      fit: z.enum(['crop', 'stretch']),
      png: bytes,
      pixels: bytes,
    }),
  ),
});

export const PICTURES = schema.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'pictures.json'), 'utf8')));
/** Of the pictures in `tones`. */
export const TONES = { width: 16, height: 8 };
