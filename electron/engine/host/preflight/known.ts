import { freemem } from 'node:os';
import { z } from 'zod';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import { fastest, type Speed } from '@shared/preflight.ts';
import type { RunRecord } from '@shared/run.ts';
import { keptFacts } from '../kept-facts.ts';
import { stepTimesKey } from '../step-times.ts';
import { probeResultSchema, type ProbeResult } from './messages.ts';

/** What trying a run on a device said. */
export type TimedResult = ProbeResult & { msPerStep: number };
type Tried = Pick<RunRecord, 'config' | 'networks' | 'dataset'>;

const results = keptFacts('preflight.json', probeResultSchema.extend({ msPerStep: z.number().positive() }));

const keyOf = ({ config, networks, dataset }: Tried, { title }: DeviceReport): string =>
  // Images are held in memory: how many there are says how much they take.
  `${stepTimesKey({ config, networks }, title)}-${dataset.count}`;

/** What was found of such a run on that device before; null where it was not tried. */
export const knownResult = (run: Tried, device: DeviceReport): Promise<TimedResult | null> =>
  results.read(keyOf(run, device));

export const keepResult = (run: Tried, device: DeviceReport, result: TimedResult): Promise<void> =>
  results.keep(keyOf(run, device), result);

/** Memory that this process could still have, in bytes: what is free, or what its group may still take. */
export const availableMemory = (): number => Math.min(freemem(), process.availableMemory());

/**
 * The device on which such a run was fastest when it was tried, of those it fits; null where fewer than two were compared.
 * A process that holds a CUDA GPU trains on it whatever it is told, so that the CPU is no choice beside it.
 */
export async function fastestKnown(run: Tried, devices: readonly DeviceReport[]): Promise<DeviceKind | null> {
  const usable = devices.filter(({ available, software }) => available && !software);
  const cuda = usable.some(({ kind }) => kind === 'cuda');
  const freeBytes = availableMemory();
  const compared: Speed[] = [];
  for (const device of usable) {
    const known = cuda && device.kind === 'cpu' ? null : await knownResult(run, device);
    if (known) compared.push({ kind: device.kind, msPerStep: known.msPerStep, fits: known.peakBytes <= freeBytes });
  }
  return compared.length < 2 ? null : fastest(compared);
}
