import { nodesOf, type NetworkData } from '../network/graph.ts';
import { rebuildsImages, type Layer } from '../network/layers.ts';
import { LOSS_KINDS, LOSSES, type LossDescriptor } from '../loss/index.ts';
import { PENALTY_CHOICES } from '../penalty/index.ts';
import { isPaired } from '../pairs.ts';
import { SHAPING_SETTINGS } from '../presets/own-networks.ts';
import type { Recipe } from '../presets/recipe.ts';
import { followsSchedules, keepsAverage } from './schedules.ts';
import type { ConfigKey, RunConfig } from './schema.ts';

/** What decides whether a setting has any effect. */
export interface Circumstances {
  config: RunConfig;
  recipe: Recipe;
  /** The networks as they would be built; null where they do not fit the images. */
  generator: NetworkData | null;
  discriminator: NetworkData | null;
  /** The networks are the user's own. */
  own: boolean;
}

type Condition =
  | { setting: ConfigKey; is: readonly (string | number)[] }
  | { setting: ConfigKey; above: number }
  | { labels: readonly Recipe['labels'][] }
  | { generatorHas: readonly Layer['type'][] }
  | { rebuilds: true }
  | { pairs: boolean }
  | { own: false }
  | { config: (config: RunConfig) => boolean };

interface Rule {
  settings: readonly ConfigKey[];
  /** All must hold for the settings to have an effect. */
  when: readonly Condition[];
  /** Said instead of the help where they do not. */
  otherwise: string;
}

const lossesWith = (what: (loss: LossDescriptor) => boolean): string[] =>
  LOSS_KINDS.filter((kind) => what(LOSSES[kind]));

const TARGETS: readonly ConfigKey[] = [
  'labels.real.low',
  'labels.real.high',
  'labels.fake.low',
  'labels.fake.high',
  'labels.flip',
];

/** When a setting has no effect, and why. The first rule that is broken speaks. */
const RULES: readonly Rule[] = [
  {
    settings: ['epochs'],
    when: [{ setting: 'steps', is: [0] }],
    otherwise: 'Not used while the run counts steps.',
  },
  ...(['generator', 'discriminator'] as const).flatMap((player): Rule[] => [
    {
      settings: [`optimizer.${player}.beta1`, `optimizer.${player}.beta2`],
      when: [{ setting: `optimizer.${player}.kind`, is: ['adam'] }],
      otherwise: 'Used by Adam only.',
    },
    {
      settings: [`optimizer.${player}.beta2End`],
      when: [{ setting: `optimizer.${player}.kind`, is: ['adam'] }],
      otherwise: 'Used by Adam only.',
    },
    {
      settings: [`optimizer.${player}.rateEnd`],
      when: [{ setting: `optimizer.${player}.schedule`, is: ['cosine', 'linear', 'step'] }],
      otherwise: 'The rate stays.',
    },
    {
      settings: [`optimizer.${player}.stepAt`],
      when: [{ setting: `optimizer.${player}.schedule`, is: ['linear', 'step'] }],
      otherwise: 'The rate falls neither in one step nor in a line.',
    },
    {
      settings: [`optimizer.${player}.rho`],
      when: [{ setting: `optimizer.${player}.kind`, is: ['rmsprop'] }],
      otherwise: 'Used by RMSprop only.',
    },
  ]),
  {
    settings: ['schedule.steps'],
    when: [{ config: followsSchedules }],
    otherwise: 'Nothing of this run follows a schedule.',
  },
  {
    settings: ['checkpoint.keepEvery'],
    when: [{ setting: 'checkpoint.keep', is: ['every'] }],
    otherwise: 'Used where one checkpoint in so many steps is kept.',
  },
  {
    settings: ['gradients.every'],
    when: [{ setting: 'gradients.norms', is: ['on'] }],
    otherwise: 'This run logs no gradient norms.',
  },
  {
    settings: ['checkpoint.bestBy', 'stop.pastBest'],
    when: [{ setting: 'evaluations.every', above: 0 }],
    otherwise: 'This run measures no checkpoints.',
  },
  {
    settings: ['loss.generator'],
    when: [{ setting: 'loss.kind', is: lossesWith(({ goals }) => goals) }],
    otherwise: 'This loss gives the generator no goals to choose from.',
  },
  {
    settings: ['loss.classWeight'],
    when: [{ labels: ['auxiliary'] }],
    otherwise: 'This recipe’s discriminator names no classes.',
  },
  {
    settings: ['loss.margin'],
    when: [{ setting: 'loss.kind', is: lossesWith(({ margin }) => margin === true) }],
    otherwise: 'This loss has no margin.',
  },
  {
    settings: ['reconstruction.weight'],
    when: [{ rebuilds: true }],
    otherwise: 'This discriminator has no decoders.',
  },
  {
    settings: ['loss.targetWeight'],
    when: [{ pairs: true }],
    otherwise: 'This recipe learns from no pairs.',
  },
  {
    settings: ['latent.size', 'latent.prior'],
    when: [{ pairs: false }],
    otherwise: 'This generator begins with an image, not with latents.',
  },
  {
    settings: TARGETS,
    when: [{ setting: 'loss.kind', is: lossesWith(({ targets }) => targets) }],
    otherwise: 'This loss has no targets.',
  },
  {
    settings: ['noise.decay', 'noise.epochs'],
    when: [{ setting: 'noise.start', above: 0 }],
    otherwise: 'There is no instance noise.',
  },
  {
    settings: ['noise.epochs'],
    when: [{ setting: 'noise.decay', is: ['linear', 'exponential', 'epochs'] }],
    otherwise: 'The noise stays to the end.',
  },
  {
    settings: ['penalty.weight', 'penalty.weightEnd', 'penalty.every'],
    when: [{ setting: 'penalty.kind', is: PENALTY_CHOICES.filter((choice) => choice !== 'none') }],
    otherwise: 'There is no gradient penalty.',
  },
  {
    settings: ['ema.decay'],
    when: [{ setting: 'ema.halfLife', is: [0] }],
    otherwise: 'The EMA goes by its half-life.',
  },
  {
    settings: ['ema.warmup'],
    when: [{ setting: 'ema.halfLife', above: 0 }],
    otherwise: 'The EMA has no half-life in images.',
  },
  {
    settings: ['style.mixing', 'path.weight', 'path.every'],
    when: [{ generatorHas: ['style'] }],
    otherwise: 'This generator has no styles.',
  },
  { settings: ['path.every'], when: [{ setting: 'path.weight', above: 0 }], otherwise: 'Path length is off.' },
  { settings: ['lecam.start'], when: [{ setting: 'lecam.weight', above: 0 }], otherwise: 'LeCam is off.' },
  {
    settings: ['ada.changes', 'ada.probability'],
    when: [{ setting: 'ada.kind', is: ['fixed', 'adaptive'] }],
    otherwise: 'ADA is off.',
  },
  {
    settings: ['ada.target', 'ada.images'],
    when: [{ setting: 'ada.kind', is: ['adaptive'] }],
    otherwise: 'p does not adapt.',
  },
  {
    settings: ['ema.batchNorm'],
    when: [{ config: keepsAverage }],
    otherwise: 'There is no EMA of G.',
  },
  {
    settings: ['ema.batchNorm'],
    when: [{ generatorHas: ['batchNorm', 'conditionalBatchNorm'] }],
    otherwise: 'This generator has no batch norm.',
  },
  { settings: SHAPING_SETTINGS, when: [{ own: false }], otherwise: 'The networks are your own: edit their layers.' },
  {
    settings: ['network.upsampling'],
    when: [{ generatorHas: ['conv2dTranspose', 'upsample2d'] }],
    otherwise: 'This generator has no layers that it would change.',
  },
];

function holds(condition: Condition, { config, recipe, generator, discriminator, own }: Circumstances): boolean {
  if ('config' in condition) return condition.config(config);
  if ('above' in condition) return Number(config[condition.setting]) > condition.above;
  if ('is' in condition) return condition.is.includes(config[condition.setting]);
  if ('labels' in condition) return condition.labels.includes(recipe.labels);
  if ('generatorHas' in condition)
    return generator === null || nodesOf(generator).some(({ type }) => condition.generatorHas.includes(type));
  if ('rebuilds' in condition) return discriminator === null || rebuildsImages({ discriminator });
  if ('pairs' in condition) return isPaired(recipe) === condition.pairs;
  return own === condition.own;
}

/** Why a setting has no effect just now, in one sentence; null where it has one. */
export function whyIdle(key: ConfigKey, circumstances: Circumstances): string | null {
  const broken = RULES.find(
    ({ settings, when }) => settings.includes(key) && !when.every((condition) => holds(condition, circumstances)),
  );
  return broken?.otherwise ?? null;
}
