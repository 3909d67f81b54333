import { ForgerError } from '@shared/contract/errors.ts';
import { isPaired, sampleShape } from '@shared/pairs.ts';
import type { GeneratorWeights, RunRecord } from '@shared/run.ts';
import type { Steering } from '@shared/styles.ts';
import { heldPairs } from '../../export/index.ts';
import type { Library } from '../../store/index.ts';
import { drawImages, sampleLatents, sampleOptions } from '../training/samples.ts';
import { drawBeside } from '../training/pairs.ts';
import { openGenerator } from './generator.ts';
import { gridPng } from './grid.ts';
import { steer } from './steered.ts';

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
  /** Only of a generator that is steered by styles. */
  steering?: Steering;
}

/**
 * A grid of new samples of a run, as PNG; of one that learns from pairs, each between its input and its target.
 * @throws {ForgerError} not-found, damaged; invalid-request where other inputs are asked for than the run holds
 */
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
    if (isPaired(networks)) {
      const pairs = someHeld(await heldPairs(args.library, record), record, args);
      const pixels = await drawBeside(network, networks, pairs);
      return { png: await gridPng(pixels, sampleShape(networks)), step };
    }
    const options = sampleOptions(networks, config, {
      count: args.count,
      seed: args.seed ?? config.seed,
      label: args.label,
    });
    const steered =
      args.steering && steer(network, record, args.steering, (seed) => sampleLatents({ ...options, seed }).latents);
    const pixels = await drawImages(network, sampleLatents(options), steered?.imagesOf).finally(steered?.dispose);
    return {
      png: await gridPng(pixels, networks.image, args.label === undefined ? networks.classes : undefined),
      step,
    };
  } finally {
    dispose();
  }
}

/** The first of the pairs that a run holds. @throws {ForgerError} */
function someHeld(
  held: Uint8Array,
  { config }: RunRecord,
  { count, seed, steering }: Pick<SampleArguments, 'count' | 'seed' | 'steering'>,
): Uint8Array {
  const all = config['samples.count'];
  if (steering)
    throw new ForgerError(
      'invalid-request',
      'Samples of this run are made of images: leave out truncation and the seed to mix with.',
    );
  if (seed !== undefined)
    throw new ForgerError(
      'invalid-request',
      'Samples of this run are made of the inputs it holds: leave out the seed.',
    );
  if (count > all)
    throw new ForgerError('invalid-request', `This run holds ${all} inputs for its samples: ask for ${all} or fewer.`);
  return held.subarray(0, (held.length / all) * count);
}
