import { imageRangeOf, type Layer } from '@shared/network/layers.ts';
import { duelOf, type Subject } from '../../electron/engine/host/bench/index.ts';

type Config = ReturnType<typeof duelOf>['config'];

const PLAYERS = ['generator', 'discriminator'] as const;

const optimizer = (config: Config, player: (typeof PLAYERS)[number]) => ({
  kind: config[`optimizer.${player}.kind`],
  learningRate: config[`optimizer.${player}.learningRate`],
  beta1: config[`optimizer.${player}.beta1`],
  beta2: config[`optimizer.${player}.beta2`],
  rho: config[`optimizer.${player}.rho`],
});

/** Losses are of logits in every peer, which is how each of them is used best. */
const withoutSigmoid = (layers: readonly Layer[]): readonly Layer[] =>
  layers.at(-1)?.type === 'sigmoid' ? layers.slice(0, -1) : layers;

/**
 * The subject as the programs in bench/peers take it: the same layers, optimisers and order of updates. They know the
 * original loss alone, and no labels.
 */
export function peerSubject(subject: Subject): object {
  const { networks, recipe, config } = duelOf(subject);
  return {
    image: networks.image,
    generator: networks.generator,
    discriminator: withoutSigmoid(networks.discriminator),
    signed: imageRangeOf(networks) === 'signed',
    latentSize: networks.latentSize,
    prior: config['latent.prior'],
    batch: config.batch,
    optimizer: Object.fromEntries(PLAYERS.map((player) => [player, optimizer(config, player)])),
    updates: recipe.discriminator.updates,
    share: recipe.discriminator.share,
    lossJoin: recipe.discriminator.lossJoin,
    fakes: recipe.discriminator.fakes,
    latents: recipe.generator.latents,
  };
}
