import { z } from 'zod';
import type { ImportReport } from '@shared/dataset.ts';
import { lettersOptionsSchema } from '@shared/letters.ts';

/** report.json: what an import took, what it refused and why. */
export const importReportSchema = z.object({
  imported: z.number().int().min(0),
  refused: z.array(z.object({ path: z.string(), reason: z.string() })),
  labels: z.array(z.object({ name: z.string(), count: z.number().int().min(0) })),
  seconds: z.number().min(0),
  letters: z
    .object({ options: lettersOptionsSchema, fonts: z.array(z.object({ name: z.string(), sha256: z.string() })) })
    .optional(),
}) satisfies z.ZodType<ImportReport>;
