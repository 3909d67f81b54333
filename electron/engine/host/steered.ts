import * as tf from '@tensorflow/tfjs-core';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Steering } from '@shared/styles.ts';
import type { Network } from '../network/network.ts';
import { meanStyles, steeredImages } from '../training/steering.ts';

/** What a generator makes of latents under a steering, until it is let go. */
export interface Steered {
  imagesOf: ReturnType<typeof steeredImages>;
  dispose(): void;
}

/**
 * @param latentsOf latents of a seed, as many as go in
 * @throws {ForgerError} invalid-request where there are no styles, or no such place
 */
export function steer(
  generator: Network,
  record: RunRecord,
  { truncation = 1, mixing }: Steering,
  latentsOf: (seed: number) => Float32Array,
): Steered {
  const places = generator.styles.length;
  if (places === 0)
    throw new ForgerError(
      'invalid-request',
      'This generator has no Style layers: leave out truncation and the seed to mix with.',
    );
  if (mixing && mixing.from > places)
    throw new ForgerError('invalid-request', `This generator has ${places} Style layers: mix from one of them on.`);
  const mean = truncation === 1 ? [] : meanStyles(generator, record);
  return {
    imagesOf: steeredImages(generator, {
      ...(truncation !== 1 && { truncation: { psi: truncation, mean } }),
      ...(mixing && { mixing: { latents: latentsOf(mixing.seed), from: mixing.from } }),
    }),
    dispose: () => tf.dispose(mean),
  };
}
