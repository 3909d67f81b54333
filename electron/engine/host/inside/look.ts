import * as tf from '@tensorflow/tfjs-core';
import { LOOKED_IMAGES, SAMPLES, type InsideLook, type NetworkLook, type SampleChoice } from '@shared/inside.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { NetworkName } from '@shared/network/layers-model.ts';
import { discriminatorInput, generatorInput, imageRangeOf, type ImageShape } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { summarizePair } from '@shared/network/summary.ts';
import { isPaired, pairShape } from '@shared/pairs.ts';
import type { RunRecord } from '@shared/run.ts';
import { openToTrain } from '../../../data/index.ts';
import { heldPairs } from '../../../export/index.ts';
import type { Library } from '../../../store/index.ts';
import { activationsOf } from '../../inside/activations.ts';
import { filtersOf } from '../../inside/filters.ts';
import { buildDiscriminator, Network } from '../../network/network.ts';
import { permutation } from '../../random/draws.ts';
import { pixelsOf, scaledValues } from '../../training/batches.ts';
import { drawsOf } from '../../training/device-draws.ts';
import { RESIDENT_BYTES } from '../../training/feed.ts';
import { joinedPairs } from '../../training/joined-pairs.ts';
import { drawLatents } from '../../training/latents.ts';
import { inputRows } from '../../training/pairs.ts';
import { besideEachOther, partBeside } from '@shared/pictures-beside.ts';
import { drawImages, type LatentRows } from '../../training/samples.ts';
import { loadVariables } from '../../training/state.ts';
import { datasetIdOfRun } from '../dataset-of-run.ts';
import { imagesOfRun } from '../images-of-run.ts';
import { openProcessor } from '../processor.ts';

export interface LookArguments {
  library: Library;
  bundledDir: string;
  runId: string;
  step: number;
  samples: SampleChoice;
  signal: AbortSignal;
}

/**
 * Runs both networks of a checkpoint, as they are and in inference mode, on images that are the same each time: G on
 * latents of the run's seed, D on as many real images as fakes. On the CPU: nothing is taken from a run that trains on the GPU.
 * @throws {ForgerError} not-found, damaged, the signal's reason
 */
export async function lookInside(args: LookArguments): Promise<InsideLook> {
  const { library, runId, step, samples, signal } = args;
  const record = await library.readRun(runId);
  const checkpoint = await library.readCheckpoint(runId, step);
  const real = await realImages(args, record);
  await openProcessor();
  const { networks, config } = record;
  const { image, classes } = networks;
  const summaries = summarizePair(networks);
  const range = imageRangeOf(networks);
  const source = { initializer: config['network.initializer'], draws: drawsOf(config.seed) };
  const paired = isPaired(networks);
  const generator = new Network(networks.generator, generatorInput(networks), {
    ...source,
    purpose: 'generatorWeights',
  });
  const discriminator = buildDiscriminator(networks.discriminator, discriminatorInput(networks), {
    ...source,
    purpose: 'discriminatorWeights',
  });
  try {
    loadVariables(generator.variables, checkpoint.generator);
    loadVariables(discriminator.variables, checkpoint.discriminator);
    const asked = classes === undefined ? null : Int32Array.from({ length: LOOKED_IMAGES }, (_, at) => at % classes);
    const pairs = paired ? repeated(await heldPairs(library, record), product(discriminatorInput(networks))) : null;
    const rows = givenTo(record, pairs, asked);
    const fakes = await drawImages(generator, rows);
    const size = product(discriminatorInput(networks));
    // Of pairs, D sees each input with what G made of it.
    const shown = pairs ? besideEachOther([partBeside(pairs, image, 0, 2), fakes], image) : fakes;
    const seen = shownTo(shown, asked, real, size);
    const values = scaledValues(seen.pixels, range);
    const looked = async (
      player: NetworkName,
      network: Network,
      inputs: Float32Array,
      { pixels, labels, shape }: { pixels: Uint8Array; labels: Int32Array | null; shape: ImageShape },
    ): Promise<NetworkLook> => ({
      images: LOOKED_IMAGES,
      activations: await activationsOf({
        ...{ network, inputs, signal, images: LOOKED_IMAGES, sample: samples[player], rows: summaries[player].layers },
        labels: classes === undefined ? null : labels,
      }),
      samples: {
        ...shape,
        count: SAMPLES,
        of: LOOKED_IMAGES,
        pixels: pixels.slice(0, SAMPLES * shape.height * shape.width * shape.channels),
      },
      filters: filtersOf(networks, player, checkpoint[player]),
    });
    return {
      step,
      generator: await looked('generator', generator, rows.latents, { pixels: fakes, labels: asked, shape: image }),
      discriminator: await looked('discriminator', discriminator, paired ? joinedValues(values, image) : values, {
        ...seen,
        shape: paired ? pairShape(image) : image,
      }),
      real: seen.real,
      notice: 'notice' in real ? real.notice : null,
    };
  } finally {
    generator.dispose();
    discriminator.dispose();
  }
}

/** What G is given: the first latents of the run's fixed samples, or the inputs of pairs. */
function givenTo({ networks, config }: RunRecord, pairs: Uint8Array | null, asked: Int32Array | null): LatentRows {
  if (pairs) return inputRows(networks, pairs);
  const { latentSize } = networks;
  const key = { seed: config.seed, purpose: 'sampleLatents', step: 0 } as const;
  return {
    latents: drawLatents(config['latent.prior'], key, LOOKED_IMAGES, latentSize),
    shape: [latentSize],
    range: imageRangeOf(networks),
    ...(asked && { labels: asked }),
  };
}

/** As many as are looked at, from the beginning again where there are fewer. @param size bytes of one */
function repeated(pixels: Uint8Array, size: number): Uint8Array {
  const count = pixels.length / size;
  const some = Array.from({ length: LOOKED_IMAGES }, (_, at) =>
    pixels.subarray((at % count) * size, ((at % count) + 1) * size),
  );
  return Buffer.concat(some);
}

/** Pairs side by side, joined in the channels as D takes them. */
const joinedValues = (values: Float32Array, image: ImageShape): Float32Array =>
  tf.tidy(() => {
    const { height, width, channels } = pairShape(image);
    return joinedPairs(tf.tensor(values, [LOOKED_IMAGES, height, width, channels])).dataSync<'float32'>();
  });

interface RealImages {
  pixels: Uint8Array;
  labels: Int32Array;
}

/** Some images that the run trains on, the same each time; a sentence where it is not here any more. */
async function realImages(
  { library, bundledDir }: LookArguments,
  record: RunRecord,
): Promise<RealImages | { notice: string }> {
  try {
    const id = await datasetIdOfRun(library, bundledDir, record);
    const dataset = await openToTrain(library.dir, bundledDir, id, RESIDENT_BYTES);
    try {
      const images = imagesOfRun(dataset, record);
      const trained = images.split?.trained;
      const count = trained?.length ?? images.count;
      const order = permutation({ seed: 0, purpose: 'evaluationImages', step: 0 }, count);
      const indices = Uint32Array.from({ length: LOOKED_IMAGES / 2 }, (_, at) => {
        const place = order[at % count] ?? 0;
        return trained?.[place] ?? place;
      });
      return {
        pixels: pixelsOf(images, indices),
        labels: Int32Array.from(indices, (index) => images.labels?.[index] ?? 0),
      };
    } finally {
      await dataset.close();
    }
  } catch (error) {
    if (!(error instanceof ForgerError)) throw error;
    return { notice: `D saw no real images here. ${error.message}` };
  }
}

/** What D is run on: half of them real, where there are any; its samples are real ones, then fakes. */
function shownTo(
  fakes: Uint8Array,
  asked: Int32Array | null,
  real: RealImages | { notice: string },
  size: number,
): { pixels: Uint8Array; labels: Int32Array; real: number } {
  const labels = asked ?? new Int32Array(LOOKED_IMAGES);
  if ('notice' in real) return { pixels: fakes, labels, real: 0 };
  const half = LOOKED_IMAGES / 2;
  const first = SAMPLES / 2;
  const pixels = new Uint8Array(fakes.length);
  const told = new Int32Array(LOOKED_IMAGES);
  for (let at = 0; at < half; at++) {
    const [realPlace, fakePlace] = at < first ? [at, first + at] : [first + at, half + at];
    pixels.set(real.pixels.subarray(at * size, (at + 1) * size), realPlace * size);
    pixels.set(fakes.subarray(at * size, (at + 1) * size), fakePlace * size);
    told[realPlace] = real.labels[at] ?? 0;
    told[fakePlace] = labels[at] ?? 0;
  }
  return { pixels, labels: told, real: first };
}
