import type { GeneratorWeights } from '@shared/run.ts';
import type { Library } from '../../store/index.ts';
import { drawSamples, sampleOptions } from '../training/samples.ts';
import { openGenerator } from './generator.ts';
import { gridPng } from './grid.ts';

export interface SampleArguments {
  library: Library;
  runId: string;
  /** Checkpoint to draw from; left out, the newest whole one. */
  step?: number;
  count: number;
  /** Its own where left out. */
  weights?: GeneratorWeights;
  /** Left out, the run's own seed: its grid begins with the run's fixed samples. */
  seed?: number;
  /** The label that all are asked for; left out, one a row. Only of a generator that knows labels. */
  label?: number | undefined;
}

/** A grid of new samples of a run, as PNG. @throws {ForgerError} not-found, damaged */
export async function sampleFromCheckpoint(args: SampleArguments): Promise<{ png: Uint8Array; step: number }> {
  const { network, record, step, dispose } = await openGenerator(
    args.library,
    args.runId,
    args.step,
    'auto',
    args.weights,
  );
  const { config, networks } = record;
  try {
    const pixels = await drawSamples(
      network,
      sampleOptions(networks, config, { count: args.count, seed: args.seed ?? config.seed, label: args.label }),
    );
    return {
      png: await gridPng(pixels, networks.image, args.label === undefined ? networks.classes : undefined),
      step,
    };
  } finally {
    dispose();
  }
}
