import { DIFF_AUGMENT } from '@shared/config/diff-augment.ts';
import { keepsAverage } from '@shared/config/schedules.ts';
import { nodesOf, outputNode, placeLayers, type NetworkData } from '@shared/network/graph.ts';
import { hasAuxiliaryClassifier, hasStyles, imageRangeOf, type Layer } from '@shared/network/layers.ts';
import { isPaired } from '@shared/pairs.ts';
import { duelOf, type Subject } from '../../electron/engine/host/bench/index.ts';
import { cycleOf, periodsOf } from '../../electron/engine/training/step/due.ts';

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
    /** Steps after which what is due repeats. */
    cycle: cycleOf(periodsOf(config)),
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

/** What PyTorch's programs for graphs share: layers that name what comes in, and G's average as the share that it keeps a step. */
function ofGraph(subject: Subject) {
  const { networks, config } = duelOf(subject);
  const { 'ema.decay': decay, 'ema.halfLife': halfLife } = config;
  return {
    networks,
    config,
    scoreOf: (name: 'score' | 'rebuilt' | 'original') => outputNode(networks.discriminator, name, 'score') ?? null,
    imageOf: outputNode(networks.generator, 'image', 'image') ?? null,
    shared: {
      ...peerSubject(subject),
      generator: placed(networks.generator),
      discriminator: placed(networks.discriminator),
      ema: keepsAverage(config) ? decay || ofHalfLife(halfLife, config.batch) : 0,
    },
  };
}

/** The subject as bench/peers/torch_graph.py takes it: with what beside a loss such recipes have. */
export function graphSubject(subject: Subject) {
  const { config, scoreOf, shared } = ofGraph(subject);
  return {
    ...shared,
    graph: {
      ...{ score: scoreOf('score'), rebuilt: scoreOf('rebuilt'), original: scoreOf('original') },
      rebuildWeight: config['reconstruction.weight'],
      margin: config['loss.margin'],
      augment: DIFF_AUGMENT.filter((key) => config[key] === 'on').map((key) => key.replace('augment.', '')),
    },
  };
}

/** The subject as bench/peers/torch_pairs.py takes it. */
export function pairsSubject(subject: Subject) {
  const { config, scoreOf, shared } = ofGraph(subject);
  return { ...shared, pairs: { score: scoreOf('score'), targetWeight: config['loss.targetWeight'] } };
}

/** The subject as bench/peers/torch_styles.py takes it. */
export function stylesSubject(subject: Subject) {
  const { networks, config, imageOf, shared } = ofGraph(subject);
  const styles = [...placeLayers(networks.generator)].filter(({ layer }) => layer.type === 'style');
  return {
    ...shared,
    styles: {
      layers: styles.map(({ id }) => id),
      /** What all of them pass on. */
      mapped: styles[0]?.from[0],
      image: imageOf,
      mixing: config['style.mixing'],
      penaltyEvery: config['penalty.every'],
      pathWeight: config['path.weight'],
      pathEvery: config['path.every'],
    },
  };
}

/** PyTorch's program for a subject whose networks are graphs, and the subject as it takes it. */
export function graphProgram(subject: Subject) {
  const { networks } = duelOf(subject);
  if (isPaired(networks)) return { file: 'torch_pairs.py', subject: pairsSubject(subject) };
  if (hasStyles(networks)) return { file: 'torch_styles.py', subject: stylesSubject(subject) };
  return { file: 'torch_graph.py', subject: graphSubject(subject) };
}
