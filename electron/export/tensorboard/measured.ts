import type { NamedTensor, NetworkName } from '@shared/network/layers-model.ts';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';
import type { Tagged } from './event.ts';
import { histogramOf } from './histogram.ts';

/** Under which name each logged number stands in TensorBoard; the step is the axis. */
const SCALAR_TAGS: Readonly<Record<string, string>> = {
  dLoss: 'loss/discriminator',
  gLoss: 'loss/generator',
  dLossReal: 'loss/discriminator_real',
  dLossFake: 'loss/discriminator_fake',
  dPenalty: 'loss/discriminator_penalty',
  dClassLoss: 'loss/discriminator_class',
  gClassLoss: 'loss/generator_class',
  dAccuracyReal: 'accuracy/real',
  dAccuracyFake: 'accuracy/fake',
  dReal: 'score/real',
  dFake: 'score/fake',
  instanceNoise: 'noise/instance',
  imagesPerSecond: 'speed/images_per_second',
  epoch: 'progress/epoch',
  elapsed: 'progress/training_seconds',
};

/** The numbers of a step; those that do not apply to the run are left out. */
export const scalarsOf = (row: MetricRow): Tagged[] =>
  METRIC_NAMES.flatMap((name) => {
    const tag = SCALAR_TAGS[name];
    const value = row[name];
    return tag === undefined || Number.isNaN(value) ? [] : [{ tag, value: { case: 'simpleValue', value } }];
  });

/** Channels by PNG's colour type; a palette is of colours. Source: https://www.w3.org/TR/png-3/#11IHDR */
const CHANNELS: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/** A grid of samples; its size stands in the PNG's first chunk. */
export function gridOf(png: Uint8Array): Tagged[] {
  const header = new DataView(png.buffer, png.byteOffset, 26);
  const image = {
    width: header.getUint32(16),
    height: header.getUint32(20),
    colorspace: CHANNELS[header.getUint8(25)] ?? 3,
    encodedImageString: png,
  };
  return [{ tag: 'samples/grid', value: { case: 'image', value: image } }];
}

/** The histogram of each weight of both networks. */
export const weightsOf = (networks: Readonly<Record<NetworkName, readonly NamedTensor[]>>): Tagged[] =>
  (['generator', 'discriminator'] as const).flatMap((network) =>
    networks[network].map(({ name, data }): Tagged => ({
      tag: `${network}/${name}`,
      value: { case: 'histo', value: histogramOf(data) },
    })),
  );
