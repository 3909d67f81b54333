import { ForgerError } from '@shared/contract/errors.ts';
import type { Checkpoint, Library } from '../../store/index.ts';
import { openDevice } from '../device/index.ts';
import { Network } from '../network/network.ts';
import { drawSamples } from '../training/samples.ts';
import { loadVariables } from '../training/state.ts';
import { gridPng } from './grid.ts';
import { requirePreset } from './prepare-run.ts';

export interface SampleArguments {
  library: Library;
  runId: string;
  /** Checkpoint to draw from; left out, the newest whole one. */
  step?: number;
  count: number;
  /** Left out, the run's own seed: its grid begins with the run's fixed samples. */
  seed?: number;
}

/** A grid of new samples of a run, as PNG. @throws {ForgerError} not-found, damaged */
export async function sampleFromCheckpoint(args: SampleArguments): Promise<{ png: Uint8Array; step: number }> {
  const { library, runId, step, count, seed } = args;
  const { config, networks } = await library.readRun(runId);
  const checkpoint: Checkpoint | null =
    step === undefined ? await library.newestCheckpoint(runId) : await library.readCheckpoint(runId, step);
  if (!checkpoint) throw new ForgerError('not-found', 'This run has no checkpoint yet. Let it train a little first.');
  await openDevice('auto');
  const generator = new Network(networks.generator, [networks.latentSize], {
    initializer: requirePreset(config.preset).recipe.initializer,
    seed: config.seed,
    purpose: 'generatorWeights',
  });
  try {
    loadVariables(generator.variables, checkpoint.generator);
    const pixels = await drawSamples(generator, {
      count,
      seed: seed ?? config.seed,
      prior: config['latent.prior'],
      latentSize: networks.latentSize,
    });
    return { png: gridPng(pixels, networks.image), step: checkpoint.step };
  } finally {
    generator.dispose();
  }
}
