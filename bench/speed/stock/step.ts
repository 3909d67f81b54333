import * as tf from '@tensorflow/tfjs';
import type { PeerSubject } from '../peer-subject.ts';
import { stockModel } from './layers.ts';

/** Makes a training step that resolves when both losses are read back. */
export function stockStep(subject: PeerSubject): () => void {
  requireOriginal(subject);
  const { image, batch, latentSize, signed } = subject;
  const shape = [image.height, image.width, image.channels];
  const generator = stockModel(subject.generator, [latentSize]);
  const discriminator = stockModel(subject.discriminator, shape);
  const moves = { generator: optimizer(subject, 'generator'), discriminator: optimizer(subject, 'discriminator') };
  const shown = subject.share === 'half' ? Math.max(1, Math.floor(batch / 2)) : batch;
  const half = subject.lossJoin === 'mean' ? 0.5 : 1;
  // In memory and scaled already, as the peers have them.
  const batches = Array.from({ length: 4 }, () => tf.randomUniform([shown, ...shape], signed ? -1 : 0, 1));
  let made = 0;

  const latents = (count: number): tf.Tensor =>
    subject.prior === 'uniform' ? tf.randomUniform([count, latentSize], -1, 1) : tf.randomNormal([count, latentSize]);
  const make = (z: tf.Tensor, training: boolean): tf.Tensor => generator.apply(z, { training }) as tf.Tensor;
  const loss = (images: tf.Tensor, target: number): tf.Scalar => {
    const scores = discriminator.apply(images, { training: true }) as tf.Tensor;
    return tf.losses.sigmoidCrossEntropy(tf.fill(scores.shape, target), scores);
  };
  const weights = (model: tf.Sequential): tf.Variable[] =>
    // LayerVariable keeps its tf.Variable to itself; optimisers of the core take nothing else.
    model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
  const descend = (player: keyof typeof moves, model: tf.Sequential, objective: () => tf.Scalar): tf.Scalar => {
    const cost = moves[player].minimize(objective, true, weights(model));
    if (!cost) throw new Error('tfjs gave no loss.');
    return cost;
  };

  if (subject.order === 'simultaneous')
    return () =>
      tf.tidy(() => {
        const real = batches[made++ % batches.length] as tf.Tensor;
        const z = latents(shown);
        const fakes = make(z, true);
        // Both gradients before either network moves.
        const learned = [
          tf.variableGrads(() => tf.mul(tf.add(loss(real, 1), loss(fakes, 0)), half), weights(discriminator)),
          tf.variableGrads(() => loss(make(z, true), 1), weights(generator)),
        ] as const;
        moves.discriminator.applyGradients(learned[0].grads);
        moves.generator.applyGradients(learned[1].grads);
        for (const { value } of learned) value.dataSync();
      });
  return () =>
    tf.tidy(() => {
      const real = batches[made++ % batches.length] as tf.Tensor;
      const z = latents(shown);
      const fakes = make(z, subject.fakes === 'training');
      const lossD =
        subject.updates === 'together'
          ? descend('discriminator', discriminator, () => tf.mul(tf.add(loss(real, 1), loss(fakes, 0)), half))
          : tf.mul(
              tf.add(
                descend('discriminator', discriminator, () => loss(real, 1)),
                descend('discriminator', discriminator, () => loss(fakes, 0)),
              ),
              half,
            );
      const asked = subject.latents === 'same' ? z : latents(batch);
      const lossG = descend('generator', generator, () => loss(make(asked, true), 1));
      lossD.dataSync();
      lossG.dataSync();
    });
}

function requireOriginal({ loss, goal, classes, penalty, clip, ema, stepsD }: PeerSubject): void {
  const original =
    loss === 'cross-entropy' &&
    goal === 'non-saturating' &&
    classes === 0 &&
    penalty.kind === 'none' &&
    clip === 0 &&
    ema === 0 &&
    stepsD === 1;
  if (!original) throw new Error('Only the original loss was written down for stock tfjs.');
}

function optimizer({ optimizer: settings }: PeerSubject, player: 'generator' | 'discriminator'): tf.Optimizer {
  const { kind, learningRate, beta1, beta2, rho } = settings[player];
  return kind === 'rmsprop' ? tf.train.rmsprop(learningRate, rho) : tf.train.adam(learningRate, beta1, beta2);
}
