import type { RunConfigInput } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { diskRoom, roomWords, spacingWords, withSpacedCheckpoints } from '@shared/disk-room.ts';
import type { PlannedRun } from '@shared/run-size.ts';
import { freeBytes } from '../../store/disk-use.ts';
import type { Library } from '../../store/index.ts';

/** Null where the disk does not tell: then it counts as empty, and a write that fails says more. */
const freeIn = ({ dir }: Library): Promise<number | null> => freeBytes(dir).catch(() => null);

interface Asked {
  /** What its user set. */
  settings: Partial<RunConfigInput>;
  /** Told in a sentence what was decided beside it. */
  onDecided?: ((sentence: string) => void) | undefined;
}

/** The run with its checkpoints spaced by what is free on the disk, where its user did not say how often to save one. */
export async function fitDisk<Run extends PlannedRun>(library: Library, run: Run, asked: Asked): Promise<Run> {
  if (asked.settings['checkpoint.everySteps'] !== undefined) return run;
  const free = await freeIn(library);
  if (free === null) return run;
  const spaced = withSpacedCheckpoints(run, free);
  if (spaced !== run) asked.onDecided?.(spacingWords(spaced));
  return spaced;
}

/** @throws {ForgerError} no-space where not even the next checkpoint has room */
export async function requireRoom(library: Library, run: PlannedRun): Promise<void> {
  const free = await freeIn(library);
  if (free === null || diskRoom(run, free) !== 'none') return;
  throw new ForgerError('no-space', roomWords(run, free) ?? '');
}
