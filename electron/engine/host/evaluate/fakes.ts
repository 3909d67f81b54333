import { generatorInput, imageRangeOf } from '@shared/network/layers.ts';
import type { GeneratorWeights, RunRecord } from '@shared/run.ts';
import { generatorWeights, type Checkpoint } from '../../../store/index.ts';
import { Network } from '../../network/network.ts';
import { drawsOf } from '../../training/device-draws.ts';
import { drawLatents } from '../../training/latents.ts';
import { inputRows } from '../../training/pairs.ts';
import { drawImages, partOfRows, type LatentRows } from '../../training/samples.ts';
import { loadVariables } from '../../training/state.ts';

export interface FakesOptions {
  checkpoint: Checkpoint;
  weights: GeneratorWeights;
  /** Of networks that learn from pairs: pixels of `count` of them, whose inputs G is given; else null. */
  pairs: Uint8Array | null;
  /** Labels that G is asked for, where it knows any, one after another and from the beginning again; at least one. */
  labels: Int32Array;
  count: number;
  signal: AbortSignal;
}

/**
 * Fakes of a checkpoint from latents that the run's seed alone decides, as many at once as in training, which has memory for them.
 * @returns [count, height, width, channels], 0 … 255
 * @throws what the signal was aborted with
 */
export async function drawFakes(
  { networks, config }: Pick<RunRecord, 'networks' | 'config'>,
  { checkpoint, weights, pairs, labels, count, signal }: FakesOptions,
): Promise<Uint8Array> {
  const { latentSize, image, classes } = networks;
  const key = { seed: config.seed, purpose: 'evaluationLatents', step: 0 } as const;
  const rows: LatentRows = pairs
    ? inputRows(networks, pairs)
    : {
        latents: drawLatents(config['latent.prior'], key, count, latentSize),
        shape: [latentSize],
        range: imageRangeOf(networks),
        ...(classes !== undefined && {
          labels: Int32Array.from({ length: count }, (_, at) => labels[at % labels.length] ?? 0),
        }),
      };
  const size = image.height * image.width * image.channels;
  const pixels = new Uint8Array(count * size);
  const network = new Network(networks.generator, generatorInput(networks), {
    initializer: config['network.initializer'],
    draws: drawsOf(config.seed),
    purpose: 'generatorWeights',
  });
  try {
    loadVariables(network.variables, generatorWeights(checkpoint, weights));
    for (let from = 0; from < count; from += config.batch) {
      signal.throwIfAborted();
      pixels.set(await drawImages(network, partOfRows(rows, from, config.batch)), from * size);
    }
    return pixels;
  } finally {
    network.dispose();
  }
}
