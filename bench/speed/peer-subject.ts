import { DIFF_AUGMENT } from '@shared/config/diff-augment.ts';
import { keepsAverage } from '@shared/config/schedules.ts';
import { nodesOf, outputNode, placeLayers, type NetworkData } from '@shared/network/graph.ts';
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

/** Whether its networks are more than lists of layers: of the other programs PyTorch's alone has such. */
export const isGraph = (subject: Subject): boolean => {
  const { generator, discriminator } = duelOf(subject).networks;
  return 'nodes' in generator || 'nodes' in discriminator;
};

/** Each layer with its name and what comes into it. */
const placed = (network: NetworkData) =>
  [...placeLayers(network)].map(({ layer, id, from }) => ({ ...layer, id, from }));

/** Half of an EMA's weight is gone after so many images. */
const ofHalfLife = (images: number, batch: number): number => 0.5 ** (batch / images);

/** The subject as bench/peers/torch_graph.py takes it: layers that name what comes in, and what beside a loss such recipes have. */
export function graphSubject(subject: Subject) {
  const { networks, config } = duelOf(subject);
  const output = (name: 'score' | 'rebuilt' | 'original'): string | null =>
    outputNode(networks.discriminator, name, 'score') ?? null;
  const { 'ema.decay': decay, 'ema.halfLife': halfLife } = config;
  return {
    ...peerSubject(subject),
    generator: placed(networks.generator),
    discriminator: placed(networks.discriminator),
    ema: keepsAverage(config) ? decay || ofHalfLife(halfLife, config.batch) : 0,
    graph: {
      ...{ score: output('score'), rebuilt: output('rebuilt'), original: output('original') },
      rebuildWeight: config['reconstruction.weight'],
      margin: config['loss.margin'],
      augment: DIFF_AUGMENT.filter((key) => config[key] === 'on').map((key) => key.replace('augment.', '')),
    },
  };
}
