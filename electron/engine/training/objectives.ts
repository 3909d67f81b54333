import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { JudgedPart } from '../metric/recorder.ts';
import type { Network } from '../network/network.ts';
import { crossEntropy, generatorLoss } from './losses.ts';

/** What one optimiser update minimises. */
export interface Objective {
  /** Runs the forward passes, once, and gives D's logits [n, 1] with the loss made of them. */
  evaluate(): { logits: tf.Tensor; loss: tf.Scalar };
  /** Whose the logits are, in their order. */
  parts: readonly JudgedPart[];
}

/**
 * D's objectives of one update of the recipe, in order: real and fake together, or one after the other.
 * @param real,fake [n, height, width, channels], −1 to 1; no gradient reaches G through `fake`
 */
export function discriminatorObjectives(
  { updates, lossJoin }: Recipe['discriminator'],
  discriminator: Network,
  real: tf.Tensor,
  fake: tf.Tensor,
): Objective[] {
  const see = (images: tf.Tensor): tf.Tensor => discriminator.forward(images, { mode: 'training' });
  const objective = (counts: { real: number; fake: number }, weight: number, logitsOf: () => tf.Tensor): Objective => ({
    parts: [
      { kind: 'real', count: counts.real },
      { kind: 'fake', count: counts.fake },
    ],
    evaluate: () => {
      const logits = logitsOf();
      return { logits, loss: crossEntropy(logits, counts, weight) };
    },
  });
  const [reals, fakes] = [real.shape[0] ?? 0, fake.shape[0] ?? 0];
  if (updates === 'separate')
    return [
      objective({ real: reals, fake: 0 }, 1 / reals, () => see(real)),
      objective({ real: 0, fake: fakes }, 1 / fakes, () => see(fake)),
    ];
  // One pass over both where that changes nothing: where D judges each image by itself.
  const seeBoth = (): tf.Tensor =>
    discriminator.mixesBatch ? tf.concat([see(real), see(fake)]) : see(tf.concat([real, fake]));
  return [objective({ real: reals, fake: fakes }, (lossJoin === 'sum' ? 1 : 0.5) / reals, seeBoth)];
}

/** G's objective: that D takes its images of these latents [n, latent size] for real. */
export function generatorObjective(
  goal: RunConfig['loss.generator'],
  generator: Network,
  discriminator: Network,
  latents: tf.Tensor,
): Objective {
  return {
    parts: [{ kind: 'generator', count: latents.shape[0] ?? 0 }],
    evaluate: () => {
      const logits = discriminator.forward(generator.forward(latents, { mode: 'training' }), { mode: 'training' });
      return { logits, loss: generatorLoss(logits, goal) };
    },
  };
}

/**
 * The loss and its gradient by each of a network's weights, in their order.
 * All tensors belong to the current tidy scope.
 */
export function gradientsOf(
  { trainable }: Network,
  { evaluate }: Objective,
): { logits: tf.Tensor; loss: tf.Tensor; gradients: tf.Tensor[] } {
  const kept: { logits?: tf.Tensor } = {};
  const { value, grads } = tf.valueAndGrads(() => {
    const { logits, loss } = evaluate();
    // Only the loss leaves this function's scope by itself.
    kept.logits = tf.keep(logits);
    return loss;
  })(trainable.map((weight) => weight.value));
  if (!kept.logits) throw new Error('An objective was not evaluated.');
  const logits = kept.logits.clone();
  kept.logits.dispose();
  return { logits, loss: value, gradients: grads };
}
