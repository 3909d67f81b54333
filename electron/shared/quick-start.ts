import type { RunConfigInput } from './config/schema.ts';

/**
 * The run that everybody sees first: of the recipes and settings tried on two cores, its pictures were the best after a minute
 * (docs/guide/recipes.md#the-first-duel has the figures and the command). Narrow networks and small batches make many steps of little time; an EMA takes away what
 * the last of them left.
 */
export const QUICK_START = {
  name: 'First light',
  preset: 'dcgan-64',
  dataset: 'fashion-mnist',
  epochs: 5,
  batch: 32,
  'network.width': 0.25,
  'ema.halfLife': 5000,
  'ema.warmup': 'seen',
  'samples.everySteps': 100,
} as const satisfies RunConfigInput;
