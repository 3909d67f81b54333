import { z } from 'zod';
import { field, type FieldMeta } from '../field.ts';

const beta = z.number().min(0).max(0.999999);
const NAMES = { generator: 'G', discriminator: 'D' } as const;
type Player = keyof typeof NAMES;

/** One optimiser setting of one player. */
const of = (player: Player, what: string, rest: Omit<FieldMeta, 'label' | 'group' | 'player'>): FieldMeta => ({
  label: `${what} of ${NAMES[player]}`,
  group: 'optimizer',
  player,
  ...rest,
});

const kind = (player: Player) =>
  field(
    of(player, 'Optimiser', {
      help: 'The rule that turns gradients into steps.',
      choiceLabels: { adam: 'Adam', rmsprop: 'RMSprop', sgd: 'Gradient descent' },
      teaching:
        'Adam keeps a running mean of each gradient and of its square, RMSprop the square alone, plain gradient descent ' +
        'nothing. GANs are mostly trained with Adam; a clipped Wasserstein critic with RMSprop, because momentum makes it ' +
        'unstable there.',
      source: 'Kingma & Ba 2015; Tieleman & Hinton 2012; Arjovsky et al. 2017, section 4',
    }),
    z.enum(['adam', 'rmsprop', 'sgd']).default('adam'),
  );

const learningRate = (player: Player) =>
  field(
    of(player, 'Learning rate', {
      help: `Step size of the ${player}’s optimiser.`,
      main: true,
      teaching:
        'How far the weights move at each update. Two networks chase each other here, so the two rates set who is ahead: ' +
        'raise one side or lower the other when its opponent wins all the time. Oscillating losses and flickering samples ' +
        'mean both are too high.',
      source: 'Heusel et al. 2017, “GANs Trained by a Two Time-Scale Update Rule”',
    }),
    z.number().gt(0).max(1).default(2e-4),
  );

const beta1 = (player: Player) =>
  field(
    of(player, 'Adam β1', {
      help: 'How long the mean of past gradients is remembered.',
      teaching:
        'The momentum of Adam: 0.9 averages about ten gradients, 0.5 about two, 0 none. GANs use 0.5 or less, because the ' +
        'opponent moves and old gradients point the wrong way. Watch for slow swings of both losses: they speak for less.',
      source: 'Radford et al. 2016, section 4',
    }),
    beta.default(0.5),
  );

const beta2 = (player: Player) =>
  field(
    of(player, 'Adam β2', {
      help: 'How long the size of past gradients is remembered.',
      teaching:
        'Adam divides each gradient by its usual size, averaged over about 1 / (1 − β2) updates. Penalised critics use ' +
        '0.9, so that the size follows quickly; the others the default of 0.999.',
      source: 'Kingma & Ba 2015; Gulrajani et al. 2017, algorithm 1',
    }),
    beta.default(0.999),
  );

const rho = (player: Player) =>
  field(
    of(player, 'RMSprop ρ', {
      help: 'How long RMSprop remembers the size of past gradients.',
      teaching:
        'RMSprop divides each gradient by its usual size, averaged over about 1 / (1 − ρ) updates. Used only where the ' +
        'optimiser is RMSprop.',
      source: 'Tieleman & Hinton 2012, lecture 6.5',
    }),
    beta.default(0.9),
  );

const decay = (player: Player) =>
  field(
    of(player, 'Rate decay', {
      help: 'The learning rate is divided by 1 + decay × updates so far.',
      teaching:
        'Keras’ time decay: with 1e-4 the rate is halved after 10,000 updates. It calms a long run down; too much of it ' +
        'and training stops before the samples are good. 0 keeps the rate as it is.',
      source: 'Keras, InverseTimeDecay with decay_steps = 1',
    }),
    z.number().min(0).max(1).default(0),
  );

/** How each network's weights follow its gradients. */
export const optimizerFields = {
  'optimizer.generator.kind': kind('generator'),
  'optimizer.discriminator.kind': kind('discriminator'),
  'optimizer.generator.learningRate': learningRate('generator'),
  'optimizer.discriminator.learningRate': learningRate('discriminator'),
  'optimizer.generator.beta1': beta1('generator'),
  'optimizer.generator.beta2': beta2('generator'),
  'optimizer.generator.rho': rho('generator'),
  'optimizer.generator.decay': decay('generator'),
  'optimizer.discriminator.beta1': beta1('discriminator'),
  'optimizer.discriminator.beta2': beta2('discriminator'),
  'optimizer.discriminator.rho': rho('discriminator'),
  'optimizer.discriminator.decay': decay('discriminator'),
};
