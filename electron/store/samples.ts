import { readdir } from 'node:fs/promises';
import { averageSampleFile, parseSampleFile } from '@shared/library-names.ts';
import type { RunRecord, SampleEntry } from '@shared/run.ts';
import { systemCode } from './files/index.ts';

type Lengths = Pick<RunRecord, 'stepsPerEpoch' | 'totalSteps'>;

/** What the name of a grid of G's own says about its place in the run; null for any other file. */
function sampleEntry(
  file: string,
  { stepsPerEpoch, totalSteps }: Lengths,
  hasFile: (file: string) => boolean = () => false,
): SampleEntry | null {
  const named = parseSampleFile(file);
  if (!named || named.average) return null;
  const beside = averageSampleFile(file);
  const average = hasFile(beside) ? beside : null;
  if ('epoch' in named)
    // The last epoch may be cut short by the run's length in steps.
    return { file, average, epoch: named.epoch, step: Math.min(named.epoch * stepsPerEpoch, Math.max(totalSteps, 0)) };
  return { file, average, step: named.step, epoch: named.step / stepsPerEpoch };
}

/** All sample grids, oldest first. */
export async function listSampleEntries(folder: string, lengths: Lengths): Promise<SampleEntry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    return [...files]
      .map((file) => sampleEntry(file, lengths, (other) => files.has(other)))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.step - b.step || a.file.localeCompare(b.file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
