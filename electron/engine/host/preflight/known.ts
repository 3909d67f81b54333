import { createHash } from 'node:crypto';
import { cpus, freemem } from 'node:os';
import { z } from 'zod';
import { bestBy } from '@shared/checkpoint-evaluation.ts';
import type { DeviceReport } from '@shared/doctor.ts';
import type { RunRecord } from '@shared/run.ts';
import { keptFacts } from '../kept-facts.ts';
import { threadsHere } from '../run-way.ts';
import { probeResultSchema, type ProbeResult } from './messages.ts';

/** The result of a trial of a run on a device. */
export type TimedResult = ProbeResult & { msPerStep: number };
type Tried = Pick<RunRecord, 'config' | 'recipe' | 'networks' | 'dataset'>;

const results = keptFacts('preflight.json', probeResultSchema.extend({ msPerStep: z.number().positive() }));

/** What speed and memory follow from: networks, recipe and settings, how many images are held, and this machine. */
function keyOf({ config, recipe, networks, dataset }: Tried, { title }: DeviceReport): string {
  const {
    name: _name,
    seed: _seed,
    dataset: _dataset,
    epochs: _epochs,
    steps: _steps,
    device: _device,
    // The disk may have had its say in it, and what is timed saves none.
    'checkpoint.everySteps': _everySteps,
    // How often follows from the length, and whether at all from {@link bestBy}.
    'evaluations.every': _every,
    ...rest
  } = config;
  const machine = [...cpus().map(({ model }) => model), threadsHere()];
  const hash = createHash('sha256').update(JSON.stringify([rest, bestBy(config), recipe, networks, title, machine]));
  return `${hash.digest('hex').slice(0, 32)}-${dataset.count}`;
}

/** What was found of such a run on that device before; null where it was not tried. */
export const knownResult = (run: Tried, device: DeviceReport): Promise<TimedResult | null> =>
  results.read(keyOf(run, device));

export const keepResult = (run: Tried, device: DeviceReport, result: TimedResult): Promise<void> =>
  results.keep(keyOf(run, device), result);

/** Memory that this process could still have, in bytes: what is free, or what its group may still take. */
export const availableMemory = (): number => Math.min(freemem(), process.availableMemory());
