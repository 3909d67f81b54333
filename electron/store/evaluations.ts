import { z } from 'zod';
import { checkpointEvaluationSchema, latestOfEach, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { evaluationSchema, type Evaluation } from '@shared/evaluations.ts';
import { parseJsonText } from '@shared/json.ts';
import { explained, truncateDurable, withFile, writeFileAtomic } from './files/index.ts';
import { eachLine } from './metric-lines.ts';

/** What every line says, of whatever version. */
const placedSchema = z.object({ id: z.string(), step: z.number().int().min(0) });

function parsed<T>(line: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(parseJsonText(line)).data ?? null;
  } catch {
    return null; // A damaged line is left out: the others still say enough.
  }
}

/** A line of the file. */
export function formatEvaluation(made: Evaluation | CheckpointEvaluation): string {
  const { id, step, epoch, seconds } = made;
  if (made.id !== 'checkpoint') return `${JSON.stringify({ id, step, epoch, value: made.value, seconds })}\n`;
  const { average, values, samples } = made;
  return `${JSON.stringify({ id, step, epoch, average, values, samples, seconds })}\n`;
}

async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const found: T[] = [];
  await explained(() =>
    withFile(path, null, async (handle, size) => {
      await eachLine(handle, { from: 0, to: size }, (line) => {
        const evaluation = parsed(line, schema);
        if (evaluation) found.push(evaluation);
      });
      return null;
    }),
  );
  return found;
}

/**
 * What was measured as it trained, oldest first; damaged lines, a torn last one, and those of evaluations that this
 * version does not know are left out.
 */
export const readEvaluations = (path: string): Promise<Evaluation[]> => readLines(path, evaluationSchema);

/** What was measured of checkpoints, one for each, in the order of their steps; the same lines are left out. */
export const readCheckpointEvaluations = async (path: string): Promise<CheckpointEvaluation[]> =>
  latestOfEach(await readLines(path, checkpointEvaluationSchema));

/** Drops what was measured after `step`, damaged lines and a torn end. */
export async function truncateEvaluations(path: string, step: number): Promise<void> {
  await explained(async () => {
    const kept: string[] = [];
    /** Where the last line that stays ends, while all before it stay too. */
    let cutAt = 0;
    let inOrder = true;
    const size = await withFile(path, 0, async (handle, bytes) => {
      await eachLine(handle, { from: 0, to: bytes }, (line, end) => {
        if ((parsed(line, placedSchema)?.step ?? Number.POSITIVE_INFINITY) > step) return;
        kept.push(`${line}\n`);
        inOrder &&= end - cutAt === Buffer.byteLength(line) + 1;
        cutAt = end;
      });
      return bytes;
    });
    if (inOrder && cutAt === size) return;
    // As in truncateMetrics: what goes mostly lies at the end.
    if (inOrder) await truncateDurable(path, cutAt);
    else await writeFileAtomic(path, kept.join(''));
  });
}
