import type { Page } from '@playwright/test';
import { cpuinfo, multipliesInBfloat16 } from '../../electron/engine/device/processor.ts';
import { expect } from './app.ts';
import { STYLED_NETWORKS, TINY_NETWORKS } from './tiny-networks.ts';

/** A run with settings turned on that change what a screen shows, and what its screens show then. */
export interface Journey {
  name: string;
  config: Record<string, string | number>;
  networks?: typeof TINY_NETWORKS | typeof STYLED_NETWORKS;
  /** Beside what every run shows. */
  charts?: readonly string[];
  /** Texts of tabs. */
  shows?: Partial<Record<(typeof TABS)[number], readonly (string | RegExp)[]>>;
  look?: (page: Page) => Promise<void>;
}

export const TABS = ['Live', 'Gallery', 'Networks', 'Settings', 'Disk', 'Log'] as const;
const SMALL = { steps: 6, batch: 8, 'samples.count': 9, 'samples.everySteps': 2, 'checkpoint.everySteps': 2 };
export const RECIPE = { ...SMALL, preset: 'keras-gan', dataset: 'fashion-mnist' };
const DENSE = { ...RECIPE, 'network.width': 0.0625 };
const CONVOLUTIONAL = { ...SMALL, dataset: 'fashion-mnist', 'network.width': 0.03125 };
/** Too large beside the others to be drawn whole, and of another side than what ships. */
export const OWN_SIZE = 48;

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'Average and noise',
    config: {
      ...DENSE,
      'ema.decay': 0.5,
      'noise.start': 0.3,
      'noise.decay': 'epochs',
      'noise.epochs': 1,
      'latent.size': 12,
      'latent.prior': 'uniform',
      'network.generator.dropout': 0.2,
      'network.discriminator.dropout': 0.2,
    },
    charts: ['Instance noise'],
    look: async (page) => {
      await expect(page.getByRole('grid', { name: 'G’s samples' })).toBeVisible();
      await expect(page.getByRole('grid', { name: 'Samples of the EMA' })).toBeVisible();
      await page.getByRole('grid', { name: 'Samples of the EMA' }).getByRole('gridcell').first().click();
      await expect(page.getByRole('group', { name: /, EMA of G,/ }).first()).toBeVisible();
    },
  },
  { name: 'Labels given', config: { ...CONVOLUTIONAL, preset: 'cgan', 'samples.count': 20 }, look: labelled },
  {
    name: 'Labels named',
    config: {
      ...CONVOLUTIONAL,
      preset: 'acgan',
      'samples.count': 20,
      'ema.decay': 0.5,
      'ema.batchNorm': 'copied',
      'loss.classWeight': 0.5,
    },
    charts: ['Class loss'],
    look: labelled,
  },
  {
    name: 'A critic',
    config: { ...CONVOLUTIONAL, preset: 'wgan-gp', 'penalty.weight': 5 },
    charts: ['Critic’s estimate', 'Gradient penalty'],
  },
  {
    name: 'A clipped critic',
    config: {
      ...CONVOLUTIONAL,
      preset: 'wgan',
      'clip.weights': 0.02,
      'optimizer.generator.rho': 0.95,
      'optimizer.discriminator.rho': 0.95,
    },
    charts: ['Critic’s estimate'],
  },
  {
    name: 'The first loss',
    config: {
      ...CONVOLUTIONAL,
      preset: 'minimax',
      'loss.generator': 'non-saturating',
      'labels.real.low': 0.8,
      'labels.real.high': 1.1,
      'labels.fake.low': 0.05,
      'labels.fake.high': 0.2,
      'labels.flip': 0.05,
    },
  },
  {
    name: 'Least squares',
    config: {
      ...CONVOLUTIONAL,
      preset: 'lsgan',
      'optimizer.generator.kind': 'rmsprop',
      'optimizer.discriminator.kind': 'sgd',
      'optimizer.generator.learningRate': 0.001,
      'optimizer.discriminator.learningRate': 0.01,
      'optimizer.generator.decay': 0.001,
      'optimizer.discriminator.decay': 0.001,
    },
  },
  {
    name: 'Hinge and DiffAugment',
    config: {
      ...CONVOLUTIONAL,
      preset: 'hinge',
      'augment.color': 'on',
      'augment.translation': 'on',
      'augment.cutout': 'on',
      'augment.mirror': 'on',
    },
  },
  {
    name: 'Adaptive augmentation',
    config: {
      ...CONVOLUTIONAL,
      preset: 'lsgan',
      'ada.kind': 'adaptive',
      'ada.changes': 'blit-geometry',
      'ada.probability': 0.3,
      'ada.target': 0.5,
      'ada.images': 1000,
    },
    charts: ['Augmentation p'],
  },
  {
    name: 'Scores held together',
    config: { ...CONVOLUTIONAL, preset: 'hinge', 'lecam.weight': 0.3, 'lecam.start': 1 },
    charts: ['LeCam'],
  },
  {
    name: 'Around the data',
    config: {
      ...CONVOLUTIONAL,
      preset: 'dragan',
      'penalty.weight': 1,
      'optimizer.generator.beta1': 0,
      'optimizer.generator.beta2': 0.9,
      'optimizer.discriminator.beta1': 0,
      'optimizer.discriminator.beta2': 0.9,
    },
    charts: ['Gradient penalty'],
  },
  {
    name: 'Lazy penalties',
    config: { ...CONVOLUTIONAL, preset: 'r1', 'penalty.kind': 'r1-r2', 'penalty.every': 3 },
    charts: ['Gradient penalty'],
    shows: { Live: ['nats, every 3 steps'], Settings: ['R1 and R2'] },
  },
  {
    name: 'Schedules',
    config: {
      ...CONVOLUTIONAL,
      preset: 'r1',
      'schedule.steps': 5,
      'optimizer.generator.schedule': 'cosine',
      'optimizer.discriminator.schedule': 'step',
      'optimizer.generator.rateEnd': 0.25,
      'optimizer.discriminator.rateEnd': 0.5,
      'optimizer.generator.stepAt': 40,
      'optimizer.discriminator.stepAt': 60,
      'optimizer.generator.warmup': 20,
      'optimizer.discriminator.warmup': 30,
      'optimizer.generator.beta2End': 0.999,
      'optimizer.discriminator.beta2End': 0.999,
      'penalty.weightEnd': 0.1,
      'ema.halfLife': 500,
      'ema.warmup': 'cosine',
    },
    charts: ['Gradient penalty'],
    shows: { Settings: ['Cosine', 'One step', 'Over the run'] },
    look: async (page) => {
      await expect(page.getByRole('grid', { name: 'Samples of the EMA' })).toBeVisible();
    },
  },
  {
    name: 'Rebuilt',
    config: {
      ...SMALL,
      preset: 'fastgan',
      dataset: 'colour',
      'network.width': 0.03125,
      'loss.margin': 0.5,
      'reconstruction.weight': 2,
    },
    charts: ['Reconstruction'],
    shows: { Gallery: ['64 × 64, colour'] },
  },
  {
    name: 'Projected',
    config: { ...SMALL, preset: 'projected', dataset: 'colour', 'network.width': 0.03125 },
    shows: { Networks: ['network that sees', 'mix', 'judge 1'] },
  },
  {
    name: 'R3GAN',
    config: {
      ...SMALL,
      preset: 'r3gan',
      dataset: 'colour',
      'network.width': 0.03125,
      'network.initializer': 'torch',
    },
    charts: ['Accuracy of D', 'Gradient penalty'],
    shows: { Live: ['% of pairs'], Gallery: ['64 × 64, colour'], Networks: ['residual s4.0'] },
  },
  {
    name: 'SNGAN',
    config: {
      ...CONVOLUTIONAL,
      preset: 'sngan-resnet',
      'samples.count': 20,
      'steps.discriminator': 2,
      'optimizer.generator.stepAt': 50,
    },
    shows: { Networks: ['make 28', 'Label projection', 'singular vectors'] },
    look: labelled,
  },
  {
    name: 'SAGAN',
    config: { ...CONVOLUTIONAL, preset: 'sagan', 'samples.count': 20 },
    shows: { Networks: ['make 28', 'Self-attention', 'singular vectors'] },
    look: labelled,
  },
  {
    name: 'StyleGAN2',
    config: { ...CONVOLUTIONAL, preset: 'stylegan2', 'penalty.every': 2 },
    shows: { Networks: ['mapping', 'make 28', 'Minibatch standard deviation'] },
    charts: ['Path length'],
  },
  {
    name: 'Pairs',
    config: {
      ...SMALL,
      preset: 'pix2pix',
      dataset: 'pairs',
      batch: 1,
      'network.width': 0.03125,
      'network.generator.dropout': 0.3,
      'loss.targetWeight': 50,
      'augment.mirror': 'on',
      'ema.decay': 0.5,
    },
    charts: ['Target'],
    shows: {
      Live: ['9 fixed inputs: input | output | target'],
      Gallery: ['input | output | target', '28 × 28, grey'],
      Networks: ['down 1', 'what samples drop', 'input + target'],
    },
  },
  { name: 'G rests', config: { ...DENSE, 'steps.generatorEvery': 2, 'gradients.every': 3 }, charts: ['Gradients'] },
  { name: 'D rests', config: { ...DENSE, 'steps.discriminatorEvery': 2, 'gradients.norms': 'off' } },
  {
    name: 'Colour',
    config: {
      ...SMALL,
      preset: 'dcgan-64',
      dataset: 'colour',
      'network.width': 0.03125,
      'network.upsampling': 'resize',
      'network.initializer': 'he-uniform',
      'network.discriminator.spectralNorm': 'on',
      'loss.kind': 'hinge',
      'ema.decay': 0.5,
    },
    shows: { Gallery: ['64 × 64, colour'] },
  },
  {
    name: 'Another size',
    config: { ...DENSE, dataset: 'grey', 'batch.accumulate': 4, 'checkpoint.keep': 'every', 'checkpoint.keepEvery': 4 },
    shows: { Gallery: [`${OWN_SIZE} × ${OWN_SIZE}, grey`] },
  },
  {
    name: 'The best kept',
    config: {
      ...DENSE,
      'checkpoint.keep': 'best',
      'evaluations.every': 0,
      'evaluations.share': 50,
      'tensorboard.everySteps': 1,
    },
    charts: ['Distance to the images'],
    shows: { Disk: [/, the best/, 'Distance'], Settings: ['TensorBoard'] },
  },
  {
    name: 'Measured',
    config: {
      ...DENSE,
      dataset: 'grey',
      steps: 28,
      'checkpoint.keep': 'best',
      'evaluations.every': 2,
      'checkpoint.bestBy': 'swdFeatures',
      'stop.pastBest': 'yes',
    },
    charts: ['Distance in features'],
    shows: {
      Live: ['Evaluations', /is the best$/],
      Gallery: ['Show the best'],
      Disk: [/, the best/, 'Distance in features'],
    },
  },
  {
    name: 'Images held out',
    config: { ...DENSE, 'images.heldOut': 20 },
    shows: { Log: [/1000 of 60000 images are held out/] },
  },
  { name: 'Own networks', config: RECIPE, networks: TINY_NETWORKS, shows: { Networks: ['784'] } },
  {
    name: 'Styles',
    config: { ...RECIPE, 'style.mixing': 0.5, 'path.weight': 2, 'path.every': 2 },
    networks: STYLED_NETWORKS,
    charts: ['Path length'],
    shows: { Live: ['beside G’s loss, every 2 steps'], Networks: ['Style'] },
  },
  // Refused by a processor that would only be slower with it.
  ...(multipliesInBfloat16(cpuinfo())
    ? [{ name: 'Half precision', config: { ...CONVOLUTIONAL, preset: 'dcgan-64', precision: 'bfloat16' } }]
    : []),
  {
    name: 'On the GPU',
    config: { ...RECIPE, batch: 4, device: 'webgpu' },
    networks: TINY_NETWORKS,
  },
];

async function labelled(page: Page): Promise<void> {
  for (const label of ['Trouser', 'Ankle boot'])
    await expect(page.getByRole('rowheader', { name: label }).first()).toBeVisible();
}
