import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { systemCode } from './files/index.ts';
import { readJson, writeSealedJson } from './json-file.ts';
import { PINS_LINEAGE } from './lineage.ts';

/** pins.json: the checkpoints of a run that its user wants kept. */
const pinsSchema = z.object({
  format: z.literal(PINS_LINEAGE.format),
  steps: z.array(z.number().int().min(0)),
});

/**
 * Steps of the pinned checkpoints, oldest first; none where the file is not there.
 * @throws {ForgerError} `damaged`: what was pinned is then not known, and nothing may be thinned out
 */
export async function readPins(path: string): Promise<number[]> {
  try {
    return (await readJson(path, { schema: pinsSchema, lineage: PINS_LINEAGE })).steps;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

export const writePins = (path: string, steps: readonly number[]): Promise<void> =>
  writeSealedJson(path, { format: PINS_LINEAGE.format, steps: steps.toSorted((a, b) => a - b) });

/** Pins a checkpoint, or lets it go again. A damaged list begins anew. */
export async function setPin(path: string, step: number, pinned: boolean): Promise<void> {
  const before = await readPins(path).catch((error: unknown) => {
    if (error instanceof ForgerError && error.code === 'damaged') return [];
    throw error;
  });
  const steps = [...new Set([...before.filter((other) => other !== step), ...(pinned ? [step] : [])])];
  await writePins(path, steps);
}
