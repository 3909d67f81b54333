import * as tf from '@tensorflow/tfjs-core';
import { optimizerNumbersAt } from '@shared/config/schedules.ts';
import { layerName, nodesOf, withNodes } from '@shared/network/graph.ts';
import { rebuildsImages, type Layer } from '@shared/network/layers.ts';
import { lossOf } from '@shared/loss/index.ts';
import { KERAS_ADAM, MXNET_ADAM, TORCH_ADAM } from '@shared/presets/frameworks.ts';
import { partsOf } from '../../electron/engine/training/joined-pairs.ts';
import { readingsOf } from '../../electron/engine/metric/readings.ts';
import type { Duel, DuelOptions } from '../../electron/engine/training/duel.ts';
import { dueAt } from '../../electron/engine/training/step/due.ts';
import { scheduledNumbers } from '../../electron/engine/training/step/eager-step.ts';
import { PLAYERS, stepOf, toLabels, toReal, toTensor, type Player } from './golden.ts';
import { givenDraws } from './golden-trainer.ts';
import { discriminatorRule, layers, recipe, setting, type Mutation } from './mutation.ts';

/** The numbers of batch norm, dropout and leaky ReLU as another framework, or a slip, would have them. */
const layerMutations = (options: DuelOptions): Mutation[] => [
  ...(['batchNorm', 'conditionalBatchNorm'] as const).flatMap((type) => {
    const what = type === 'batchNorm' ? 'batch norm' : 'conditional batch norm';
    return [
      ...layers(options, type, `${what} ε`, ({ epsilon }) => ({ epsilon: epsilon === 1e-3 ? 1e-5 : 1e-3 })),
      ...layers(options, type, `${what} momentum the other way round`, ({ momentum }) => ({ momentum: 1 - momentum })),
      ...layers(options, type, `${what} momentum`, ({ momentum }) => ({ momentum: momentum === 0.8 ? 0.9 : 0.8 })),
      ...layers(options, type, `${type === 'batchNorm' ? 'the' : 'the conditional'} running variance`, (layer) => ({
        runningVariance: layer.runningVariance === 'sample' ? 'population' : 'sample',
      })),
    ];
  }),
  ...layers(options, 'selfAttention', 'keys and values as many as pixels', () => ({ pooled: false })),
  ...layers(options, 'leakyRelu', "Keras' slope of leaky ReLU", () => ({ slope: 0.3 })),
  ...layers(options, 'leakyRelu', "PyTorch's slope of leaky ReLU", () => ({ slope: 0.01 })),
  ...layers(options, 'instanceNorm', 'instance norm ε', ({ epsilon }) => ({ epsilon: epsilon === 1e-3 ? 1e-5 : 1e-3 })),
  ...layers(options, 'lastingDropout', 'the rate of lasting dropout', () => ({ rate: 0.4 })),
  ...layers(options, 'dropout', 'the rate of dropout', ({ rate }) => ({ rate: rate === 0.5 ? 0.4 : 0.5 })),
];

/** Numbers of an optimiser. */
function optimizerMutations({ config, recipe: { adamEpsilon } }: DuelOptions): Mutation[] {
  return PLAYERS.flatMap((player) => {
    const rate = config[`optimizer.${player}.learningRate`];
    const other = setting(`optimizer.${player}.learningRate`, rate === 1e-4 ? 2e-4 : 1e-4);
    if (config[`optimizer.${player}.kind`] === 'rmsprop')
      return [
        other,
        setting(`optimizer.${player}.rho`, 0.99),
        setting(`optimizer.${player}.decay`, 0),
        setting(`optimizer.${player}.decay`, config[`optimizer.${player}.decay`] / 2),
        rmsPropEpsilon(player, 1e-8, "PyTorch's and old Keras' ε"),
        rmsPropEpsilon(player, 1e-14, 'ε outside the root'),
      ];
    const beta1 = config[`optimizer.${player}.beta1`];
    return [
      other,
      setting(`optimizer.${player}.beta1`, beta1 === 0.9 ? 0.5 : 0.9),
      ...[0.99, 0.9]
        .filter((beta2) => beta2 !== config[`optimizer.${player}.beta2`])
        .map((beta2) => setting(`optimizer.${player}.beta2`, beta2)),
      ...(optimizerNumbersAt(config, player, 0)
        ? [
            ...(config[`optimizer.${player}.beta2End`] > 0 ? [setting(`optimizer.${player}.beta2End`, 0)] : []),
            ...(config[`optimizer.${player}.schedule`] === 'linear' ? [setting(`optimizer.${player}.stepAt`, 50)] : []),
            setting(`optimizer.${player}.rateEnd`, 0.3),
            setting(`optimizer.${player}.schedule`, 'constant'),
          ]
        : []),
    ];
  }).concat(
    PLAYERS.some((player) => config[`optimizer.${player}.kind`] === 'adam')
      ? Object.entries({ Keras: KERAS_ADAM, PyTorch: TORCH_ADAM, MXNet: MXNET_ADAM })
          .filter(([, { value, addedTo }]) => value !== adamEpsilon.value || addedTo !== adamEpsilon.addedTo)
          .map(([framework, epsilon]) => recipe(`Adam's ε as ${framework} has it`, () => ({ adamEpsilon: epsilon })))
      : [],
  );
}

const rmsPropEpsilon = (player: Player, epsilon: number, name: string): Mutation => ({
  name: `${name} in the ${player}'s RMSprop`,
  duel: ({ optimizers }) => {
    const optimizer = optimizers[player];
    const numbers = optimizer.numbers.bind(optimizer);
    optimizer.numbers = (t) => ({ ...numbers(t), epsilon });
  },
});

/** The rules of the game: losses, and who moves when, on what. */
function gameMutations({ networks, recipe: { order, discriminator, generator }, config }: DuelOptions): Mutation[] {
  const modesDiffer = nodesOf(networks.generator).some(({ type }) =>
    ['batchNorm', 'conditionalBatchNorm', 'dropout', 'lastingDropout'].includes(type),
  );
  const found = [
    ...(lossOf(config).goals
      ? [setting('loss.generator', config['loss.generator'] === 'minimax' ? 'non-saturating' : 'minimax')]
      : []),
    ...(lossOf(config).margin ? [setting('loss.margin', config['loss.margin'] === 1 ? 0.8 : 1)] : []),
    ...(rebuildsImages(networks) ? [setting('reconstruction.weight', 0.999), withoutQuadrants] : []),
    setting('loss.kind', 'least-squares'),
    discriminatorRule('the join of the losses', { lossJoin: discriminator.lossJoin === 'sum' ? 'mean' : 'sum' }),
    // A loss of pairs takes both kinds together in any recipe.
    ...(lossOf(config).pairs
      ? []
      : [
          discriminatorRule("D's updates", {
            updates: discriminator.updates === 'together' ? 'separate' : 'together',
          }),
        ]),
    ...(config['penalty.kind'] === 'r1-r2'
      ? [
          setting('penalty.kind', 'r1'),
          setting('penalty.kind', 'r2'),
          setting('penalty.weight', 1.01 * config['penalty.weight']),
          setting('penalty.weightEnd', 1),
        ]
      : []),
    ...(config['ema.halfLife'] > 0
      ? [setting('ema.halfLife', 10), setting('ema.warmup', config['ema.warmup'] === 'none' ? 'seen' : 'none')]
      : []),
    ...(config['schedule.steps'] > 0 ? [setting('schedule.steps', config['schedule.steps'] + 1)] : []),
    recipe('the order of the updates', () => ({ order: order === 'alternating' ? 'simultaneous' : 'alternating' })),
  ];
  if (modesDiffer)
    found.push(
      discriminatorRule("G's mode while it makes fakes", {
        fakes: discriminator.fakes === 'training' ? 'inference' : 'training',
      }),
    );
  if (generator.latents === 'fresh' && discriminator.share === 'batch')
    found.push(recipe("G on D's latents", () => ({ generator: { latents: 'same' } })));
  if (order === 'alternating') found.push(generatorFirst);
  return found;
}

/** A kind of D's layers is another in the same places. */
const otherInDiscriminator = (name: string, type: Layer['type'], other: (layer: Layer) => Layer): Mutation => ({
  name,
  options: (options) => ({
    ...options,
    networks: {
      ...options.networks,
      discriminator: withNodes(
        options.networks.discriminator,
        nodesOf(options.networks.discriminator).map((layer): Layer => (layer.type === type ? other(layer) : layer)),
      ),
    },
  }),
});

/** Decoders see the upper left quarter alone, as where nothing is trained. */
const withoutQuadrants = otherInDiscriminator('quadrant', 'quadrant', (layer) => ({
  ...place(layer),
  type: 'averagePooling2d',
  kernelSize: 1,
  stride: 2,
}));

/** What a layer says of its place in the graph. */
const place = ({ id, from, block }: Layer): Pick<Layer, 'id' | 'from' | 'block'> => ({
  ...(id !== undefined && { id }),
  ...(from !== undefined && { from }),
  ...(block !== undefined && { block }),
});

const generatorFirst: Mutation = {
  name: "G's update before D's",
  play:
    ({ duel }, golden) =>
    (step) => {
      const given = stepOf(golden, step);
      const asked = (latents: typeof given.real, player: Player) => ({
        latents: toTensor(latents),
        labels: toLabels(given.labels?.[player]),
      });
      // Each update takes its own masks: only the order is wrong.
      const next = scheduledNumbers(duel, step);
      const context = { draws: givenDraws(given), noise: null, due: dueAt(step), next };
      const real = { images: toReal(duel.networks, given.real), labels: toLabels(given.labels?.real) };
      const beside = given.realOfGenerator ? { images: toTensor(given.realOfGenerator), labels: null } : real;
      const { discriminator, generator } = given.latents;
      const ofGenerator = duel.updateGenerator(beside, asked(generator ?? discriminator, 'generator'), context);
      const ofDiscriminator = duel.updateDiscriminator(real, asked(discriminator, 'discriminator'), context);
      const ofPaths = duel.regularizeGenerator(asked(generator ?? discriminator, 'generator'), context);
      return readingsOf([...ofDiscriminator, ofGenerator, ...ofPaths]);
    },
};

/** Of networks with spectral norms, sums over pixels, and labels. */
function residualMutations({ networks }: DuelOptions): Mutation[] {
  const found: Mutation[] = [];
  for (const player of PLAYERS) {
    if (nodesOf(networks[player]).some((layer) => 'spectralNorm' in layer && layer.spectralNorm && 'id' in layer))
      found.push({
        name: `singular vectors that stand still in the ${player}`,
        duel: (duel) => {
          for (const variable of duel[player].variables)
            if (variable.name.includes('/singularVector')) variable.assign = () => undefined;
        },
      });
    if (networks.classes !== undefined)
      found.push({
        name: `other labels in the ${player}`,
        duel: (duel) => {
          const network = duel[player];
          const [run, forward] = [network.run.bind(network), network.forward.bind(network)];
          const other = <P extends { labels?: tf.Tensor }>(pass: P): P =>
            pass.labels ? { ...pass, labels: tf.reverse(pass.labels) } : pass;
          network.run = (x, pass, wanted) => run(x, other(pass), wanted);
          network.forward = (x, pass) => forward(x, other(pass));
        },
      });
  }
  for (const player of PLAYERS)
    if (nodesOf(networks[player]).some(({ type }) => type === 'selfAttention'))
      for (const [name, taken] of [
        ['query', 'key'],
        ['key', 'query'],
      ] as const)
        found.push({
          name: `${taken} for ${name} of attention in the ${player}`,
          duel: (duel) => {
            const variables = duel[player].variables;
            const [one, other] = [name, taken].map((what) =>
              variables.find((variable) => variable.name.endsWith(`/${what}`)),
            );
            if (one && other) one.load(Float32Array.from(other.value.dataSync<'float32'>()));
          },
        });
  if (nodesOf(networks.discriminator).some(({ type }) => type === 'globalSumPooling2d'))
    found.push(
      otherInDiscriminator('the mean of features, not their sum', 'globalSumPooling2d', (layer) => ({
        ...place(layer),
        type: 'globalAveragePooling2d',
      })),
    );
  return found;
}

/** Of networks that styles steer, and what is asked of their G beside. */
function styleMutations(options: DuelOptions): Mutation[] {
  const { networks, config } = options;
  if (!nodesOf(networks.generator).some(({ type }) => type === 'style')) return [];
  const change = (player: Player, name: string, id: RegExp, other: object): Mutation => ({
    name,
    options: (given) => ({
      ...given,
      networks: {
        ...given.networks,
        [player]: withNodes(
          given.networks[player],
          nodesOf(given.networks[player]).map((layer) =>
            id.test(layer.id ?? '') ? ({ ...layer, ...other } as Layer) : layer,
          ),
        ),
      },
    }),
  });
  const gainless = { outputGain: 1 };
  return [
    setting('style.mixing', 0),
    setting('style.mixing', 1),
    setting('path.weight', 0),
    setting('path.weight', 0.999 * config['path.weight']),
    setting('path.every', config['path.every'] + 1),
    setting('penalty.weight', 0.99 * config['penalty.weight']),
    setting('penalty.every', config['penalty.every'] + 1),
    discriminatorRule("a penalty with D's own loss", { penalties: 'joined' }),
    ...layers(options, 'minibatchStddev', 'one group of all images', () => ({ group: config.batch })),
    change('generator', 'a mapping as fast as the rest', /^map0$/, { rate: 1 }),
    change('generator', 'no gain of the mapping', /^map1$/, gainless),
    change('generator', 'no gain of a steered layer', /^s8\.b\.conv$/, gainless),
    change('generator', 'no gain of noise', /noise$/, gainless),
    change('generator', 'no equalised rate of colours', /^colours8$/, { equalized: false }),
    change('generator', 'no equalised rate of a steered layer', /^s8\.a\.conv$/, {
      equalized: false,
    }),
    change('generator', 'colours demodulated', /^image4$/, { demodulate: true }),
    change('generator', 'a steered layer not demodulated', /^s8\.b\.conv$/, { demodulate: false }),
    change('generator', 'a style for the wrong layer', /^colours8$/, { from: ['s8.b', 'style2'] }),
    change('discriminator', 'no gain in D', /^compared$/, gainless),
    change('discriminator', 'two ways as large as one each', /^d8\.skip$/, gainless),
    change('discriminator', 'no equalised rate in D', /^judged$/, { equalized: false }),
    { name: 'another mean of lengths', duel: ({ pathLengths }) => pathLengths?.restore({ 'path/mean': 0.01 }) },
  ];
}

/** Of networks that learn from pairs. */
function pairMutations(options: DuelOptions): Mutation[] {
  if (!options.networks.pairs) return [];
  const lookingAt = (name: string, seen: (input: tf.Tensor, target: tf.Tensor) => tf.Tensor[]): Mutation => ({
    name,
    duel: ({ discriminator }) => {
      const run = discriminator.run.bind(discriminator);
      discriminator.run = (x, pass, wanted) => {
        const { input, target } = partsOf(x);
        return run(tf.concat(seen(input, target), 3), pass, wanted);
      };
    },
  });
  return [
    setting('loss.targetWeight', 99.9),
    ...layers(options, 'concat', 'what comes up before what came down', ({ from }) => ({
      from: [from ?? []].flat().toReversed(),
    })),
    lookingAt('the target before the input', (input, target) => [target, input]),
    lookingAt('a D that does not see the input', (input, target) => [tf.zerosLike(input), target]),
  ];
}

/**
 * What a golden step cannot tell. An Adam without momentum divides the newest gradient by little but itself, and these are so
 * large that where ε is added is lost in their rounding: tests/engine/training/adam.test.ts holds it. A running variance that keeps
 * 0.999 moves by too little to tell whose variance it is: the other recipes do.
 */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  'sngan-resnet': ["Adam's ε as PyTorch has it"],
  sagan: [
    "Adam's ε as PyTorch has it",
    'the running variance in the generator',
    'the conditional running variance in the generator',
  ],
  stylegan2: ["Adam's ε as Keras has it", "Adam's ε as MXNet has it"],
};

/** Every detail of a preset that a port gets wrong by habit. */
export const mutationsOf = (options: DuelOptions): Mutation[] =>
  [
    ...layerMutations(options),
    ...optimizerMutations(options),
    ...gameMutations(options),
    ...residualMutations(options),
    ...styleMutations(options),
    ...pairMutations(options),
  ].filter(({ name }) => !UNTOLD[options.config.preset]?.includes(name));

/**
 * A convolution with zeros around it elsewhere: its kernel made larger by two, the old one at `offset` in it. 1 is
 * where it was, so that nothing changes; 0 takes the zeros from the end to the beginning.
 */
export function shiftPadding(
  options: DuelOptions,
  start: Parameters<Duel['restore']>[0],
  player: Player,
  index: number,
  offset: 0 | 1,
): { options: DuelOptions; start: Parameters<Duel['restore']>[0] } {
  const layer = nodesOf(options.networks[player])[index];
  if (layer?.type !== 'conv2d' && layer?.type !== 'conv2dTranspose') throw new Error('Only convolutions have padding.');
  const larger = { ...layer, kernelSize: layer.kernelSize + 2 };
  // A larger kernel is divided by more where rates are equalised.
  const share = layer.type === 'conv2d' && layer.equalized ? larger.kernelSize / layer.kernelSize : 1;
  const grow = (tensors: (typeof start)[Player]): (typeof start)[Player] =>
    tensors.map((named) => {
      if (!named.name.startsWith(`${layerName(layer, index)}/kernel`)) return named;
      const grown = tf.tidy(() => {
        const shape = named.shape as [number, number, number, number];
        const kernel = tf.mul(tf.tensor4d(named.data, shape), share) as tf.Tensor4D;
        const zeros: [number, number] = [offset, 2 - offset];
        const padded = tf.pad4d(kernel, [zeros, zeros, [0, 0], [0, 0]]);
        return { shape: padded.shape, data: padded.dataSync<'float32'>() };
      });
      return { name: named.name, shape: grown.shape, data: Float32Array.from(grown.data) };
    });
  return {
    options: {
      ...options,
      networks: {
        ...options.networks,
        [player]: withNodes(options.networks[player], nodesOf(options.networks[player]).with(index, larger)),
      },
    },
    start: {
      ...start,
      [player]: grow(start[player]),
      optimizers: {
        ...start.optimizers,
        [player]: { ...start.optimizers[player], slots: grow(start.optimizers[player].slots) },
      },
    },
  };
}
