import { z } from 'zod';
import type { ImportReport } from '@shared/dataset.ts';
import { FINDING_KINDS } from '@shared/import/findings.ts';
import { lettersOptionsSchema } from '@shared/letters.ts';

const files = z.array(z.object({ path: z.string(), reason: z.string() }));
const finding = z.object({
  kind: z.enum(FINDING_KINDS),
  level: z.enum(['fact', 'advice', 'refused']),
  count: z.number().int().min(0),
  title: z.string(),
  words: z.string(),
  figure: z.string(),
  examples: z.array(z.string()),
});

/** report.json: what an import took, what it refused and why. */
export const importReportSchema = z.object({
  imported: z.number().int().min(0),
  refused: files,
  leftOut: files.optional(),
  findings: z.array(finding).optional(),
  labels: z.array(z.object({ name: z.string(), count: z.number().int().min(0) })),
  seconds: z.number().min(0),
  letters: z
    .object({ options: lettersOptionsSchema, fonts: z.array(z.object({ name: z.string(), sha256: z.string() })) })
    .optional(),
}) satisfies z.ZodType<ImportReport>;
