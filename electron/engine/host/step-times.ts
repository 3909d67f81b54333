import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EXECUTIONS, type RunRecord } from '@shared/run.ts';
import { writeFileAtomic } from '../../store/index.ts';
import { cacheRoot, surroundings } from '../device/locate.ts';
import type { StepTimes } from '../training/step/choose-step.ts';

/** What is known of how fast steps run on this machine: `step-times.json` in the cache; lost, it is measured again. */
const MOST = 500;
const fileSchema = z.record(z.string(), z.partialRecord(z.enum(EXECUTIONS), z.number().positive()));

const file = (): string => join(cacheRoot(surroundings()), 'step-times.json');

/** What a step's time follows from: networks, recipe and settings, the device and the processor. */
export function stepTimesKey({ config, networks }: Pick<RunRecord, 'config' | 'networks'>, device: string): string {
  const { name: _name, seed: _seed, dataset: _dataset, epochs: _epochs, steps: _steps, ...rest } = config;
  const machine = cpus().map(({ model }) => model);
  return createHash('sha256')
    .update(JSON.stringify([rest, networks, device, machine]))
    .digest('hex')
    .slice(0, 32);
}

async function readAll(): Promise<z.infer<typeof fileSchema>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file(), 'utf8')));
  } catch {
    return {};
  }
}

/** What was measured before; null where nothing was. */
export async function knownStepTimes(key: string): Promise<StepTimes | null> {
  return ((await readAll())[key] as StepTimes | undefined) ?? null;
}

/** Keeps what was measured. A cache that cannot be written is no reason to stop a run. */
export async function keepStepTimes(key: string, times: StepTimes): Promise<void> {
  const others = Object.entries(await readAll()).filter(([other]) => other !== key);
  const kept = Object.fromEntries([...others.slice(-MOST), [key, times]]);
  try {
    await mkdir(dirname(file()), { recursive: true });
    await writeFileAtomic(file(), JSON.stringify(kept));
  } catch {
    // It is measured again next time.
  }
}
