/**
 * How a run's life ends before it is kept: at its length; told to stop; its process killed, before its first checkpoint
 * or after; killed while it waited for room or for its user; before it trained at all; by an error; by broken numbers.
 * @typedef {'finished' | 'stopped' | 'begun' | 'interrupted' | 'paused' | 'waiting' | 'failed' | 'diverged'} End
 */

/**
 * A run to be made.
 * @typedef {object} WantedRun
 * @property {string} name
 * @property {string} preset
 * @property {'grey8' | 'grey16' | 'colour16' | 'idx28' | 'letters16'} images
 * @property {Record<string, string | number>} [settings]
 * @property {End} [end] finished where left out
 * @property {keyof typeof OWN_NETWORKS} [networks] in place of the recipe's
 * @property {string} [from] name of the run it begins from a checkpoint of
 * @property {number} [threads] of TensorFlow; all where left out
 * @property {string} [like] name of a run with the same settings, of which XLA was found to be the fastest way before
 */

/** Networks as somebody might write them. */
export const OWN_NETWORKS = {
  dense: {
    generator: [
      { type: 'dense', units: 12, useBias: true },
      { type: 'batchNorm', momentum: 0.8, epsilon: 0.001, runningVariance: 'sample' },
      { type: 'relu' },
      { type: 'dense', units: 64, useBias: true },
      { type: 'sigmoid' },
      { type: 'reshape', shape: [8, 8, 1] },
    ],
    discriminator: [
      { type: 'flatten' },
      { type: 'dense', units: 12, useBias: true },
      { type: 'leakyRelu', slope: 0.1 },
      { type: 'dense', units: 1, useBias: true },
    ],
  },
  convolutional: {
    generator: [
      { type: 'dense', units: 64, useBias: false },
      { type: 'batchNorm', momentum: 0.9, epsilon: 0.00001, runningVariance: 'population' },
      { type: 'leakyRelu', slope: 0.2 },
      { type: 'reshape', shape: [4, 4, 4] },
      { type: 'upsample2d', factor: 2 },
      { type: 'conv2d', filters: 4, kernelSize: 3, stride: 1, padding: 'same', useBias: true },
      { type: 'batchNorm', momentum: 0.9, epsilon: 0.00001, runningVariance: 'population' },
      { type: 'relu' },
      { type: 'dropout', rate: 0.1 },
      { type: 'conv2dTranspose', filters: 3, kernelSize: 4, stride: 2, useBias: true },
      { type: 'tanh' },
    ],
    discriminator: [
      { type: 'conv2d', filters: 4, kernelSize: 5, stride: 2, padding: 'valid', useBias: true, spectralNorm: true },
      { type: 'leakyRelu', slope: 0.2 },
      { type: 'dropout', rate: 0.25 },
      { type: 'flatten' },
      { type: 'dense', units: 1, useBias: true },
    ],
  },
};

/** Every published recipe, each by one of the ways a step runs. @type {WantedRun[]} */
const RECIPES = [
  { name: 'fashion-gan-torch', preset: 'fashion-gan-torch', images: 'grey8', settings: { execution: 'auto' } },
  { name: 'fashion-gan-tf', preset: 'fashion-gan-tf', images: 'grey8', settings: { execution: 'xla' } },
  { name: 'keras-gan', preset: 'keras-gan', images: 'grey8', settings: { execution: 'auto' } },
  { name: 'minimax', preset: 'minimax', images: 'grey8', settings: { execution: 'eager' } },
  { name: 'gans-mlp', preset: 'gans-mlp', images: 'grey8', settings: { execution: 'graph' } },
  { name: 'dcgan-64', preset: 'dcgan-64', images: 'grey16', settings: { execution: 'auto' } },
  { name: 'wang-dcgan-28', preset: 'wang-dcgan-28', images: 'grey8', settings: { execution: 'eager' } },
  { name: 'notmnist-dcgan', preset: 'notmnist-dcgan', images: 'letters16', settings: { execution: 'auto' } },
  { name: 'gans-dcgan', preset: 'gans-dcgan', images: 'colour16', settings: { execution: 'graph' } },
  { name: 'lsgan', preset: 'lsgan', images: 'grey16', settings: { execution: 'eager' } },
  { name: 'wgan', preset: 'wgan', images: 'grey16', settings: { execution: 'auto' } },
  { name: 'wgan-gp', preset: 'wgan-gp', images: 'colour16', settings: { execution: 'eager' } },
  { name: 'hinge', preset: 'hinge', images: 'grey16', settings: { execution: 'graph' } },
  { name: 'r1', preset: 'r1', images: 'grey16', settings: { execution: 'graph' } },
  { name: 'dragan', preset: 'dragan', images: 'grey16', settings: { execution: 'eager' } },
  { name: 'cgan', preset: 'cgan', images: 'idx28', settings: { execution: 'auto' } },
  { name: 'acgan', preset: 'acgan', images: 'grey16', settings: { execution: 'eager' } },
];

/** Settings that decide numbers, and ways to end. @type {WantedRun[]} */
const OTHERS = [
  {
    name: 'average, batch norm, stopped',
    preset: 'dcgan-64',
    images: 'grey16',
    settings: { 'ema.decay': 0.9, execution: 'graph', 'checkpoint.keep': 'best', 'tensorboard.everySteps': 1 },
    end: 'stopped',
  },
  {
    name: 'average, interrupted',
    preset: 'keras-gan',
    images: 'grey8',
    settings: { 'ema.decay': 0.99, execution: 'eager' },
    end: 'interrupted',
  },
  {
    name: 'label noise and flips, paused',
    preset: 'fashion-gan-torch',
    images: 'grey8',
    settings: {
      'labels.real.low': 0.7,
      'labels.real.high': 1.2,
      'labels.fake.high': 0.3,
      'labels.flip': 0.1,
      execution: 'graph',
    },
    end: 'paused',
  },
  {
    name: 'instance noise, linear',
    preset: 'dcgan-64',
    images: 'grey16',
    settings: { 'noise.start': 0.5, 'noise.decay': 'linear', 'noise.epochs': 3, execution: 'graph' },
  },
  {
    name: 'instance noise, exponential, paused',
    preset: 'fashion-gan-tf',
    images: 'grey8',
    settings: { 'noise.start': 0.3, 'noise.decay': 'exponential', 'noise.epochs': 4, execution: 'eager' },
    end: 'paused',
  },
  {
    name: 'instance noise that stays, stopped',
    preset: 'gans-mlp',
    images: 'grey8',
    settings: { 'noise.start': 0.1, 'noise.decay': 'none', execution: 'eager' },
    end: 'stopped',
  },
  {
    name: 'augmentation, compiled',
    preset: 'dcgan-64',
    images: 'colour16',
    settings: { 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'on', execution: 'graph' },
  },
  {
    name: 'augmentation op by op, an average, interrupted',
    preset: 'r1',
    images: 'colour16',
    settings: { 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'on', execution: 'eager' },
    end: 'interrupted',
  },
  {
    name: 'batches in parts, a penalty',
    preset: 'dcgan-64',
    images: 'grey16',
    settings: { 'batch.accumulate': 3, 'penalty.kind': 'dragan', execution: 'eager' },
  },
  {
    name: 'batches in parts, compiled, an average',
    preset: 'keras-gan',
    images: 'grey8',
    settings: { 'batch.accumulate': 2, 'ema.decay': 0.9, execution: 'graph' },
  },
  {
    name: 'several updates a step',
    preset: 'fashion-gan-torch',
    images: 'grey8',
    settings: { 'steps.discriminator': 3, 'steps.generator': 2, execution: 'graph' },
  },
  {
    name: 'other optimisers',
    preset: 'dcgan-64',
    images: 'grey16',
    settings: {
      'optimizer.generator.kind': 'rmsprop',
      'optimizer.generator.decay': 0.01,
      'optimizer.discriminator.kind': 'sgd',
      'optimizer.discriminator.decay': 0.02,
      'latent.prior': 'uniform',
      'network.upsampling': 'resize',
      execution: 'graph',
    },
  },
  {
    name: 'other networks of a recipe',
    preset: 'fashion-gan-tf',
    images: 'grey8',
    settings: {
      'network.generator.dropout': 0.2,
      'network.discriminator.dropout': 0.3,
      'network.discriminator.spectralNorm': 'on',
      'network.initializer': 'he-uniform',
      'loss.kind': 'hinge',
      execution: 'graph',
    },
  },
  {
    name: 'automatic, then with XLA',
    preset: 'fashion-gan-torch',
    images: 'grey8',
    settings: { execution: 'auto' },
    like: 'fashion-gan-torch',
  },
  {
    name: 'automatic, stopped',
    preset: 'gans-dcgan',
    images: 'grey16',
    settings: { execution: 'auto' },
    end: 'stopped',
  },
  { name: 'bfloat16', preset: 'dcgan-64', images: 'grey16', settings: { precision: 'bfloat16', execution: 'auto' } },
  {
    name: 'bfloat16, an average, interrupted',
    preset: 'lsgan',
    images: 'colour16',
    settings: { precision: 'bfloat16', execution: 'graph', 'ema.decay': 0.9 },
    end: 'interrupted',
  },
  { name: 'JavaScript', preset: 'fashion-gan-torch', images: 'grey8', settings: { device: 'js', execution: 'eager' } },
  {
    name: 'one thread, stopped',
    preset: 'dcgan-64',
    images: 'grey16',
    settings: { execution: 'graph' },
    end: 'stopped',
    threads: 1,
  },
  {
    name: 'own dense networks',
    preset: 'fashion-gan-torch',
    images: 'grey8',
    settings: { execution: 'auto' },
    networks: 'dense',
  },
  {
    name: 'own convolutional networks, stopped',
    preset: 'dcgan-64',
    images: 'colour16',
    settings: { execution: 'graph', 'ema.decay': 0.9 },
    networks: 'convolutional',
    end: 'stopped',
  },
  {
    name: 'begun from another, other settings',
    preset: 'r1',
    images: 'grey16',
    settings: { 'optimizer.generator.learningRate': 0.0005, 'checkpoint.keep': 'every', 'checkpoint.keepEvery': 8 },
    from: 'r1',
  },
  { name: 'waiting', preset: 'fashion-gan-torch', images: 'grey8', settings: { execution: 'graph' }, end: 'waiting' },
  { name: 'begun', preset: 'cgan', images: 'grey16', settings: { execution: 'eager' }, end: 'begun' },
  { name: 'failed', preset: 'acgan', images: 'grey16', settings: { execution: 'graph' }, end: 'failed' },
  {
    name: 'diverged',
    preset: 'lsgan',
    images: 'grey16',
    settings: {
      'optimizer.discriminator.kind': 'sgd',
      'optimizer.discriminator.learningRate': 0.3,
      'optimizer.generator.kind': 'sgd',
      'optimizer.generator.learningRate': 0.3,
      'checkpoint.everySteps': 2,
      'checkpoint.keep': 'all',
      execution: 'eager',
    },
    end: 'diverged',
  },
];

export const WANTED = [...RECIPES, ...OTHERS];
