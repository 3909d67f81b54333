import type { RunConfig } from './schema.ts';

/** Pairs of settings that are the two ends of a range. */
const RANGES = [
  ['labels.real.low', 'labels.real.high'],
  ['labels.fake.low', 'labels.fake.high'],
] as const;

/** The first range whose low end lies above its high end; null where all are in order. */
export const reversedRange = (config: RunConfig): (typeof RANGES)[number] | null =>
  RANGES.find(([low, high]) => config[low] > config[high]) ?? null;
