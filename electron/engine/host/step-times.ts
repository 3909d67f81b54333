import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { z } from 'zod';
import { EXECUTIONS, type RunRecord } from '@shared/run.ts';
import type { StepTimes } from '../training/step/choose-step.ts';
import { keptFacts } from './kept-facts.ts';

/** What is known of how fast steps run on this machine, by the way they ran. */
const facts = keptFacts('step-times.json', z.partialRecord(z.enum(EXECUTIONS), z.number().positive()));

/** What a step's time follows from: networks, recipe and settings, the device and the processor. */
export function stepTimesKey({ config, networks }: Pick<RunRecord, 'config' | 'networks'>, device: string): string {
  const {
    name: _name,
    seed: _seed,
    dataset: _dataset,
    epochs: _epochs,
    steps: _steps,
    device: _kind,
    ...rest
  } = config;
  const machine = cpus().map(({ model }) => model);
  return createHash('sha256')
    .update(JSON.stringify([rest, networks, device, machine]))
    .digest('hex')
    .slice(0, 32);
}

/** What was measured before; null where nothing was. */
export const knownStepTimes = async (key: string): Promise<StepTimes | null> => await facts.read(key);

/** Keeps what was measured. */
export const keepStepTimes = (key: string, times: StepTimes): Promise<void> => facts.keep(key, times);
