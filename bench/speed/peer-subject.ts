import { nodesOf } from '@shared/network/graph.ts';
import { hasAuxiliaryClassifier, imageRangeOf, type Layer } from '@shared/network/layers.ts';
import { duelOf, type Subject } from '../../electron/engine/host/bench/index.ts';

type Config = ReturnType<typeof duelOf>['config'];

const optimizer = (config: Config, player: 'generator' | 'discriminator') => ({
  kind: config[`optimizer.${player}.kind`],
  learningRate: config[`optimizer.${player}.learningRate`],
  beta1: config[`optimizer.${player}.beta1`],
  beta2: config[`optimizer.${player}.beta2`],
  rho: config[`optimizer.${player}.rho`],
});

/** Losses are of logits in every peer, which is how each of them is used best. */
const withoutSigmoid = (layers: readonly Layer[]): readonly Layer[] =>
  layers.at(-1)?.type === 'sigmoid' ? layers.slice(0, -1) : layers;

export type PeerSubject = ReturnType<typeof peerSubject>;

/** The subject as the programs in bench/peers take it: the same layers, losses, optimisers and order of updates. */
export function peerSubject(subject: Subject) {
  const { networks, recipe, config } = duelOf(subject);
  return {
    image: networks.image,
    generator: nodesOf(networks.generator),
    discriminator: withoutSigmoid(nodesOf(networks.discriminator)),
    signed: imageRangeOf(networks) === 'signed',
    latentSize: networks.latentSize,
    prior: config['latent.prior'],
    batch: config.batch,
    optimizer: { generator: optimizer(config, 'generator'), discriminator: optimizer(config, 'discriminator') },
    updates: recipe.discriminator.updates,
    share: recipe.discriminator.share,
    lossJoin: recipe.discriminator.lossJoin,
    fakes: recipe.discriminator.fakes,
    latents: recipe.generator.latents,
    order: recipe.order,
    loss: config['loss.kind'],
    goal: config['loss.generator'],
    /** 0 without labels. */
    classes: networks.classes ?? 0,
    auxiliary: hasAuxiliaryClassifier(networks),
    classWeight: config['loss.classWeight'],
    penalty: { kind: config['penalty.kind'], weight: config['penalty.weight'] },
    clip: config['clip.weights'],
    /** Decay of the average of G's weights; 0 without. */
    ema: config['ema.decay'],
    stepsD: config['steps.discriminator'],
  };
}
