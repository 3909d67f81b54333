import { z } from 'zod';
import type { ImportReport } from '@shared/dataset.ts';
import { FINDING_KINDS } from '@shared/import/findings.ts';
import { lettersOptionsSchema } from '@shared/letters.ts';
import { idSchema } from '@shared/run.ts';

const files = z.array(z.object({ path: z.string(), reason: z.string() }));
const images = z.number().int().min(0);
const finding = z.object({
  kind: z.enum(FINDING_KINDS),
  level: z.enum(['fact', 'advice', 'refused']),
  count: images,
  title: z.string(),
  words: z.string(),
  figure: z.string(),
  examples: z.array(z.string()),
});

/** report.json: what an import took, what it refused and why. */
export const importReportSchema = z.object({
  imported: images,
  refused: files,
  leftOut: files.optional(),
  choices: z.array(z.object({ what: z.string(), value: z.string() })).optional(),
  findings: z.array(finding).optional(),
  labels: z.array(z.object({ name: z.string(), count: images })),
  seconds: z.number().min(0),
  again: z.object({ from: idSchema, added: images, removed: images, moved: images }).optional(),
  folder: z.object({ came: images, went: images, changed: images }).optional(),
  letters: z
    .object({ options: lettersOptionsSchema, fonts: z.array(z.object({ name: z.string(), sha256: z.string() })) })
    .optional(),
}) satisfies z.ZodType<ImportReport>;
