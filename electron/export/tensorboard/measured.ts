import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { Evaluation } from '@shared/evaluations.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { MetricName, MetricRow } from '@shared/run.ts';
import type { Tagged } from './event.ts';
import { histogramOf } from './histogram.ts';

/** Under which name each logged number stands in TensorBoard; the step is the axis. */
const SCALAR_TAGS: Readonly<Record<Exclude<MetricName, 'step'>, string>> = {
  dLoss: 'loss/discriminator',
  gLoss: 'loss/generator',
  dLossReal: 'loss/discriminator_real',
  dLossFake: 'loss/discriminator_fake',
  dPenalty: 'loss/discriminator_penalty',
  dLecam: 'loss/discriminator_lecam',
  gPathPenalty: 'loss/generator_path_length',
  dClassLoss: 'loss/discriminator_class',
  gClassLoss: 'loss/generator_class',
  dReconstruction: 'loss/discriminator_reconstruction',
  gTargetDistance: 'loss/generator_target',
  dGradientNorm: 'gradient_norm/discriminator',
  gGradientNorm: 'gradient_norm/generator',
  augmentProbability: 'augment/probability',
  gLearningRate: 'learning_rate/generator',
  dLearningRate: 'learning_rate/discriminator',
  dAccuracyReal: 'accuracy/real',
  dAccuracyFake: 'accuracy/fake',
  dReal: 'score/real',
  dFake: 'score/fake',
  instanceNoise: 'noise/instance',
  imagesPerSecond: 'speed/images_per_second',
  epoch: 'progress/epoch',
  elapsed: 'progress/training_seconds',
};

const SCALARS = Object.entries(SCALAR_TAGS) as [MetricName, string][];

/** The numbers of a step; those that do not apply to the run are left out. */
export const scalarsOf = (row: MetricRow): Tagged[] =>
  SCALARS.flatMap(([name, tag]) => {
    const value = row[name];
    return Number.isNaN(value) ? [] : [{ tag, value: { case: 'simpleValue', value } }];
  });

export const evaluationOf = ({ id, value }: Evaluation): Tagged => ({
  tag: `evaluation/${id.replaceAll('-', '_')}`,
  value: { case: 'simpleValue', value },
});

/** What was measured of a checkpoint; values that do not apply are left out. */
export const measuredOf = ({ values }: CheckpointEvaluation): Tagged[] =>
  Object.entries(values).flatMap(([id, value]) =>
    value === null
      ? []
      : [
          {
            tag: `evaluation/${id.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
            value: { case: 'simpleValue', value },
          },
        ],
  );

/** Channels by PNG's colour type; a palette is of colours. Source: https://www.w3.org/TR/png-3/#11IHDR */
const CHANNELS: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/** A grid of G's own samples, or of its average's; the size stands in the PNG's first chunk. */
export function gridOf(png: Uint8Array, whose: 'generator' | 'average' = 'generator'): Tagged {
  const header = new DataView(png.buffer, png.byteOffset, 26);
  const image = {
    width: header.getUint32(16),
    height: header.getUint32(20),
    colorspace: CHANNELS[header.getUint8(25)] ?? 3,
    encodedImageString: png,
  };
  return { tag: `samples/${whose}`, value: { case: 'image', value: image } };
}

interface Weights {
  generator: readonly NamedTensor[];
  discriminator: readonly NamedTensor[];
  /** The average of G's weights, where the run keeps one. */
  average?: readonly NamedTensor[];
}

/** The histogram of each weight of both networks, and of the average of G's. */
export const weightsOf = ({ generator, discriminator, average = [] }: Weights): Tagged[] =>
  Object.entries({ generator, discriminator, average }).flatMap(([whose, tensors]) =>
    tensors.map(({ name, data }): Tagged => ({
      tag: `${whose}/${name}`,
      value: { case: 'histo', value: histogramOf(data) },
    })),
  );
