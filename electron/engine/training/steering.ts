import * as tf from '@tensorflow/tfjs-core';
import type { RunRecord } from '@shared/run.ts';
import { MEAN_LATENTS } from '@shared/styles.ts';
import type { Network } from '../network/network.ts';
import type { Pass } from '../network/pass.ts';
import { drawLatents } from './latents.ts';

/** Latents that go through the mapping at once. */
const AT_ONCE = 256;

/**
 * What each of G's style layers passes on in the mean, [1, features] each: of latents of the run's seed, with the weights as they are,
 * and of the labels in turn where there are any. The results are the caller's to dispose.
 */
export function meanStyles(
  generator: Network,
  { networks, config }: Pick<RunRecord, 'networks' | 'config'>,
): tf.Tensor[] {
  const { latentSize, classes } = networks;
  const key = { seed: config.seed, purpose: 'meanStyle', step: 0 } as const;
  const latents = drawLatents(config['latent.prior'], key, MEAN_LATENTS, latentSize);
  return tf.tidy(() => {
    const parts = Array.from({ length: MEAN_LATENTS / AT_ONCE }, (_, part) =>
      tf.tidy(() => {
        const first = part * AT_ONCE;
        const rows = latents.subarray(first * latentSize, (first + AT_ONCE) * latentSize);
        const labels = Int32Array.from({ length: AT_ONCE }, (__, row) => (first + row) % (classes ?? 1));
        const pass: Pass = {
          mode: 'inference',
          ...(classes !== undefined && { labels: tf.tensor1d(labels, 'int32') }),
        };
        return generator
          .stylesOf(tf.tensor2d(rows, [AT_ONCE, latentSize]), pass)
          .map((style) => tf.mean(style, 0, true));
      }),
    );
    return generator.styles.map((_, place) =>
      tf.mean(
        tf.concat(
          parts.flatMap((part) => part[place] ?? []),
          0,
        ),
        0,
        true,
      ),
    );
  });
}

/** What steers the styles of images. */
export interface SteeredBy {
  /** ψ and the mean style of each place; left out, styles are as they come. */
  truncation?: { psi: number; mean: readonly tf.Tensor[] };
  /** Latents like those that go in, whose styles are taken from a place on. */
  mixing?: { latents: Float32Array; from: number };
}

/**
 * G's images where each style is that of its latents up to a place and of other latents from there on, and is then drawn towards the
 * mean style: w̄ + ψ (w − w̄) (Karras et al. 2019, sections 3.1 and B).
 */
export const steeredImages =
  (generator: Network, { truncation, mixing }: SteeredBy) =>
  (latents: tf.Tensor, pass: Pass): tf.Tensor =>
    tf.tidy(() => {
      const own = generator.stylesOf(latents, pass);
      const others = mixing ? generator.stylesOf(tf.tensor(mixing.latents, latents.shape), pass) : [];
      const styles = own.map((style, place) => {
        const other = mixing && place >= mixing.from ? others[place] : undefined;
        const taken = other ?? style;
        const mean = truncation?.mean[place];
        return truncation && mean ? tf.add(mean, tf.mul(tf.sub(taken, mean), truncation.psi)) : taken;
      });
      return generator.forwardFrom(styles, latents, pass);
    });
