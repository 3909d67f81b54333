import { readdir } from 'node:fs/promises';
import type { RunRecord, SampleEntry } from '@shared/run.ts';
import { systemCode } from './files/index.ts';
import { parseSampleFile } from './ids.ts';

type Lengths = Pick<RunRecord, 'stepsPerEpoch' | 'totalSteps'>;

/** What a sample's name says about its place in the run; null for any other file. */
export function sampleEntry(file: string, { stepsPerEpoch, totalSteps }: Lengths): SampleEntry | null {
  const named = parseSampleFile(file);
  if (!named) return null;
  if ('epoch' in named)
    // The last epoch may be cut short by the run's length in steps.
    return { file, epoch: named.epoch, step: Math.min(named.epoch * stepsPerEpoch, Math.max(totalSteps, 0)) };
  return { file, step: named.step, epoch: named.step / stepsPerEpoch };
}

/** All sample grids, oldest first. */
export async function listSampleEntries(folder: string, lengths: Lengths): Promise<SampleEntry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .flatMap((entry) => (entry.isFile() ? [sampleEntry(entry.name, lengths)] : []))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.step - b.step || a.file.localeCompare(b.file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
