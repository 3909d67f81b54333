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

/** The latents [count, latentSize] of a seed's fixed samples. */
export const sampleLatents = ({ count, seed, prior, latentSize }: SampleOptions): Float32Array =>
  drawLatents(prior, { seed, purpose: 'sampleLatents', step: 0 }, count, latentSize);

/** Images of G in inference mode: pixels 0 … 255, [count, height, width, channels]. Waits for the device. */
export const drawSamples = (generator: Network, options: SampleOptions): Promise<Uint8Array> =>
  drawImages(generator, sampleLatents(options), options.latentSize);

/**
 * Images of G in inference mode for these latents, [count, latentSize] row after row: pixels 0 … 255,
 * [count, height, width, channels]. Waits for the device.
 */
export async function drawImages(generator: Network, latents: Float32Array, latentSize: number): Promise<Uint8Array> {
  const count = latents.length / latentSize;
  const images = tf.tidy(() => generator.forward(tf.tensor2d(latents, [count, latentSize]), { mode: 'inference' }));
  const values = (await images.data()) as Float32Array;
  images.dispose();
  return toPixels(values);
}
