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

const schedule = (player: Player) =>
  field(
    of(player, 'Rate over the run', {
      help: 'How the learning rate moves from the first step to the last.',
      choiceLabels: { constant: 'Constant', cosine: 'Cosine', linear: 'Linear', step: 'One step' },
      teaching:
        'Large steps find the way, small ones settle: a rate that falls calms the circling of both networks late in a run. A cosine ' +
        'falls slowly at first and at the end, a line evenly, one step all at once. Both networks mostly follow the same schedule, so that neither ' +
        'gets ahead by it.',
      source:
        'Loshchilov & Hutter 2017, equation 5; Huang et al. 2024, appendix; Miyato et al. 2018, appendix B.3 (linear)',
    }),
    z.enum(['constant', 'cosine', 'linear', 'step']).default('constant'),
  );

const rateEnd = (player: Player) =>
  field(
    of(player, 'Rate at the end', {
      help: 'Share of the learning rate that is left when its schedule is over.',
      teaching:
        'R3GAN ends at a quarter. At 0 the last steps move nothing, and a run that goes on for longer stands still.',
      source: 'Huang et al. 2024, their code',
    }),
    z.number().min(0).max(1).default(0.1),
  );

const stepAt = (player: Player) =>
  field(
    of(player, 'Rate falls at', {
      help: 'When a rate that falls in one step does so, or one that falls in a line begins to: per cent of the schedules’ length.',
      unit: '%',
      teaching:
        'Late enough that the pictures no longer get better at the first rate. Losses and pictures then calm within an epoch; ' +
        'where they do not, it was too early, or the rate was not what kept them moving.',
      source: 'He et al. 2016, “Deep Residual Learning for Image Recognition”, section 4.2',
    }),
    z.number().min(0).max(100).default(50),
  );

const warmup = (player: Player) =>
  field(
    of(player, 'Warm-up', {
      help: 'Per cent of the schedules’ length over which the rate climbs to its value; 0: it starts there.',
      unit: '%',
      teaching:
        'Adam’s first steps go by a few gradients and are as long as any later one. A rate that climbs in a line keeps them short; ' +
        'a few per cent are enough.',
      source: 'Goyal et al. 2017, “Accurate, Large Minibatch SGD”, section 2.2',
    }),
    z.number().min(0).max(100).default(0),
  );

const beta2End = (player: Player) =>
  field(
    of(player, 'Adam β2 at the end', {
      help: 'The value to which β2 moves over the run along a cosine; 0: it stays.',
      teaching:
        'A short memory follows the quick changes at the start, a long one gives steady steps later. R3GAN goes from 0.9 to 0.99.',
      source: 'Huang et al. 2024, their code',
    }),
    beta.default(0),
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
  'optimizer.generator.schedule': schedule('generator'),
  'optimizer.generator.rateEnd': rateEnd('generator'),
  'optimizer.generator.stepAt': stepAt('generator'),
  'optimizer.generator.warmup': warmup('generator'),
  'optimizer.generator.beta2End': beta2End('generator'),
  'optimizer.discriminator.beta1': beta1('discriminator'),
  'optimizer.discriminator.beta2': beta2('discriminator'),
  'optimizer.discriminator.rho': rho('discriminator'),
  'optimizer.discriminator.decay': decay('discriminator'),
  'optimizer.discriminator.schedule': schedule('discriminator'),
  'optimizer.discriminator.rateEnd': rateEnd('discriminator'),
  'optimizer.discriminator.stepAt': stepAt('discriminator'),
  'optimizer.discriminator.warmup': warmup('discriminator'),
  'optimizer.discriminator.beta2End': beta2End('discriminator'),
};
