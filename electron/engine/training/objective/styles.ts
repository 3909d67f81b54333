import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Network } from '../../network/network.ts';
import type { Pass } from '../../network/pass.ts';
import type { StepDraws, StepPurpose } from '../../random/step-draws.ts';

/** What styles are drawn for. */
interface Steered {
  config: RunConfig;
  generator: Network;
}

/** Latents from the run's prior, drawn in the step. */
export const drawnLatents = (
  { config }: Pick<Steered, 'config'>,
  draws: StepDraws,
  purpose: StepPurpose,
  shape: readonly number[],
): tf.Tensor =>
  config['latent.prior'] === 'normal' ? draws.normals(purpose, shape) : draws.uniforms(purpose, shape, -1, 1);

/** Whether some batches have two styles. */
export const mixesStyles = ({ config, generator }: Steered): boolean =>
  config['style.mixing'] > 0 && generator.styles.length > 1;

/**
 * What each of G's style layers passes on: the style of these latents or, with the probability that the run mixes them, up to
 * some layer that and from there on the style of other latents (Karras et al. 2019, section 3.1). One place for the whole batch.
 * @returns [n, features] each
 */
export function drawStyles(game: Steered, draws: StepDraws, latents: tf.Tensor, pass: Pass): tf.Tensor[] {
  const { generator, config } = game;
  const styles = generator.stylesOf(latents, pass);
  if (!mixesStyles(game)) return styles;
  const others = drawnLatents(game, draws, 'styleLatents', latents.shape);
  const other = generator.stylesOf(others, { ...pass, updateBuffers: false });
  const [chance, place] = tf.unstack(draws.uniforms('styleMixing', [2], 0, 1)) as [tf.Tensor, tf.Tensor];
  const first = tf.add(tf.floor(tf.mul(place, styles.length - 1)), 1);
  const mixes = tf.less(chance, config['style.mixing']);
  return styles.map((style, index) => {
    const mixed = other[index];
    if (!mixed) throw new Error('Both passes have the same style layers.');
    const share = tf.cast(tf.logicalAnd(mixes, tf.lessEqual(first, index)), 'float32');
    return tf.add(tf.mul(style, tf.sub(1, share)), tf.mul(mixed, share));
  });
}
