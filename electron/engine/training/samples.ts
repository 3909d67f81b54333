import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Network } from '../network/network.ts';
import { toPixels } from './batches.ts';
import { drawLatents } from './latents.ts';

export interface SampleOptions {
  count: number;
  /** The run's seed gives its fixed samples; a larger count begins with the smaller one's images. */
  seed: number;
  prior: RunConfig['latent.prior'];
  latentSize: number;
}

/** Images of G in inference mode: pixels 0 … 255, [count, height, width, channels]. Waits for the device. */
export async function drawSamples(
  generator: Network,
  { count, seed, prior, latentSize }: SampleOptions,
): Promise<Uint8Array> {
  const images = tf.tidy(() =>
    generator.forward(
      tf.tensor2d(drawLatents(prior, { seed, purpose: 'sampleLatents', step: 0 }, count, latentSize), [
        count,
        latentSize,
      ]),
      'inference',
    ),
  );
  const values = (await images.data()) as Float32Array;
  images.dispose();
  return toPixels(values);
}
