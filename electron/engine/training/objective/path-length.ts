import * as tf from '@tensorflow/tfjs-core';
import { readingsOf } from '../../metric/readings.ts';
import type { PathLengths } from '../path-lengths.ts';
import { trainingPass, type Asked, type Game, type StepContext } from './game.ts';
import { valueAndSlopes } from './gradients.ts';
import type { Objective } from './objective.ts';
import { drawnLatents, drawStyles } from './styles.ts';

/** It looks at so many times fewer images than an update of G. */
const SHRINK = 2;

/** What the lengths of an update are measured at: latents of its own, and labels of those asked for. */
export function askedOfPaths(game: Game, { draws }: StepContext, { latents, labels }: Asked): Asked {
  const [count = 0, size = 0] = latents.shape;
  const few = Math.max(1, Math.floor(count / SHRINK));
  return {
    latents: drawnLatents(game, draws, 'pathLatents', [few, size]),
    labels: labels && tf.slice(labels, 0, few),
  };
}

/**
 * Path length regularisation of G: weight · (‖Jᵀy‖ − a)², the mean over the images, for the gradient by its styles of the image times
 * noise y of N(0, 1/pixels), and a running mean a of its length (Karras et al. 2020, equation 4). The square of a length is the mean
 * over the style layers.
 */
export const pathLengthObjective = (
  game: Game,
  lengthsSoFar: PathLengths,
  context: StepContext,
  { latents, labels }: Asked,
): Objective => ({
  evaluate: () => {
    const { generator, config, networks } = game;
    const { draws } = context;
    const { height, width, channels } = networks.image;
    const pass = trainingPass(draws, labels, { createGraph: true });
    // Each a tensor of its own, to be differentiated by.
    const styles = drawStyles(game, draws, latents, pass).map((style) => tf.clone(style));
    const shape = [latents.shape[0] ?? 0, height, width, channels];
    const directions = tf.div(draws.normals('pathDirections', shape), Math.sqrt(height * width));
    const { slopes } = valueAndSlopes(
      () => tf.sum(tf.mul(generator.forwardFrom(styles, latents, pass), directions)),
      styles,
    );
    const squares = slopes.map((slope) => tf.sum(tf.square(slope), 1)).reduce((sum, square) => tf.add(sum, square));
    const lengths = tf.sqrt(tf.div(squares, styles.length));
    const mean = lengthsSoFar.follow(lengths);
    const penalty: tf.Scalar = tf.mul(tf.mean(tf.square(tf.sub(lengths, mean))), config['path.weight']);
    const readings = readingsOf([{ values: penalty, parts: [{ kind: 'pathPenalty', count: 1 }] }]);
    return { loss: tf.mul(penalty, config['path.every']), readings };
  },
});
