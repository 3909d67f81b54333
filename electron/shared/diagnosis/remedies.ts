import { penaltiesOf } from '../penalty/index.ts';
import { R1_REMEDY, rateRemedy, type Remedy } from '../divergence.ts';
import { whyIdle } from '../config/relevance.ts';
import { DIFF_AUGMENT } from '../config/diff-augment.ts';
import { resolveConfig } from '../config/resolve.ts';
import { keepsAverage } from '../config/schedules.ts';
import type { ConfigKey, RunConfig } from '../config/schema.ts';
import { findPreset } from '../presets/index.ts';
import type { RunRecord } from '../run.ts';
import { FEW_IMAGES } from './thresholds.ts';

/** How fast each player learns, and how often it moves: what decides who is ahead. */
const PACE = [
  ['optimizer.generator.learningRate', 'Learning rate of G'],
  ['optimizer.discriminator.learningRate', 'Learning rate of D'],
  ['steps.generator', 'Updates of G a step'],
  ['steps.discriminator', 'Updates of D a step'],
] as const satisfies readonly (readonly [ConfigKey, string])[];

/** Back to what the recipe's authors trained with, where the run's pace differs: known to work, whoever is to blame. */
function backToRecipe({ config }: RunRecord): Remedy[] {
  if (!findPreset(config.preset)) return [];
  const recipe = resolveConfig({ preset: config.preset, dataset: config.dataset });
  return PACE.filter(([key]) => config[key] !== recipe[key]).map(([key, label]) => ({
    title: `${label}: ${config[key]} → ${recipe[key]}`,
    why: 'Back to the recipe’s own: with it both players are known to keep up.',
    changes: { [key]: recipe[key] },
  }));
}

/** Only what has an effect in this run, and each setting once, the first that changes it. */
function useful({ config, recipe, networks, own }: RunRecord, remedies: readonly Remedy[]): Remedy[] {
  const taken = new Set<string>();
  return remedies.filter(({ changes }) => {
    const keys = Object.keys(changes) as ConfigKey[];
    const circumstances = {
      config: { ...config, ...changes } as RunConfig,
      recipe,
      generator: networks.generator,
      discriminator: networks.discriminator,
      own: own !== undefined,
    };
    const idle = keys.some((key) => whyIdle(key, circumstances) !== null);
    if (idle || keys.some((key) => taken.has(key))) return false;
    keys.forEach((key) => taken.add(key));
    return true;
  });
}

const noise = ({ config }: RunRecord): Remedy[] =>
  config['noise.start'] > 0
    ? []
    : [
        {
          title: 'Instance noise: 0.1, fading',
          why: 'A little noise on every image D sees makes real images and fakes overlap, so that D cannot be sure.',
          changes: { 'noise.start': 0.1, 'noise.decay': 'linear' },
        },
      ];
const smoothR1 = ({ config }: RunRecord): Remedy[] => (penaltiesOf(config).length === 0 ? [R1_REMEDY] : []);

const augments = (config: RunConfig): boolean =>
  config['ada.kind'] === 'fixed' ||
  config['ada.kind'] === 'adaptive' ||
  DIFF_AUGMENT.some((key) => config[key] !== 'off');

/** Few images, and D sees each always the same. */
export const hasFewImages = ({ config, dataset }: RunRecord): boolean =>
  dataset.count < FEW_IMAGES && !augments(config);

/** Zhao et al. 2020: what D sees is changed at random, real and fake alike, so that it cannot learn single images by heart. */
const diffAugment = ({ config, dataset }: RunRecord): Remedy[] =>
  augments(config)
    ? []
    : [
        {
          title: 'DiffAugment: colour, position and cutout',
          why: `D sees each of the ${dataset.count} images changed at random, so that it cannot learn them by heart.`,
          changes: { 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'on' },
        },
      ];
const augmentation = (record: RunRecord): Remedy[] => (hasFewImages(record) ? diffAugment(record) : []);

const average = ({ config }: RunRecord): Remedy[] =>
  keepsAverage(config)
    ? []
    : [
        {
          title: 'EMA of G: 0.999',
          why: 'The mean of G’s weights over its last thousand steps draws more smoothly than any one of them.',
          changes: { 'ema.decay': 0.999 },
        },
      ];

function bothSlower({ config }: RunRecord, why: string): Remedy {
  const slower = (player: 'generator' | 'discriminator'): Remedy['changes'] =>
    rateRemedy(player, config, 0.5, why).changes;
  return {
    title: 'Both learning rates: halved',
    why,
    changes: { ...slower('generator'), ...slower('discriminator') },
  };
}

/** For a G that does not keep up. */
export const againstLead = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...backToRecipe(record),
    ...augmentation(record),
    rateRemedy('discriminator', record.config, 0.5, 'A slower D leaves G time to answer.'),
    ...noise(record),
    ...smoothR1(record),
  ]);

/** For a G whose gradient has vanished: the loss that was made against it comes first (Goodfellow et al. 2014, section 3). */
export const againstVanishing = (record: RunRecord): Remedy[] =>
  useful(record, [...(record.config['loss.generator'] === 'minimax' ? [NON_SATURATING] : []), ...againstLead(record)]);

const NON_SATURATING: Remedy = {
  title: 'Generator loss: minimax → non-saturating',
  why: 'Minimax hardly changes where D is sure of a fake; the non-saturating loss is steepest there.',
  changes: { 'loss.generator': 'non-saturating' },
};

/** For a D that cannot tell real from fake. */
export const againstWeakness = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...backToRecipe(record),
    rateRemedy('discriminator', record.config, 2, 'A faster D finds sooner what gives the fakes away.'),
    moreUpdates(record, 1),
  ]);

/** For samples that are all one picture. */
export const againstCollapse = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...backToRecipe(record),
    rateRemedy('generator', record.config, 0.5, 'A slower G does not run after one picture that fools D just now.'),
    ...smoothR1(record),
    ...noise(record),
  ]);

/** For a G that lost variety, but is not lost. */
export const againstFewKinds = (record: RunRecord): Remedy[] =>
  useful(record, [...againstCollapse(record), ...augmentation(record)]);

/** For a G that was better: from there in smaller steps. */
export const afterBest = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...augmentation(record),
    bothSlower(record, 'Smaller steps stay nearer to where G was best.'),
    ...average(record),
  ]);

/** For a G that learns images by heart. */
export const againstCopies = (record: RunRecord): Remedy[] => useful(record, augmentation(record));

/** For a D that learns images by heart. */
export const againstHeart = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...diffAugment(record),
    rateRemedy('discriminator', record.config, 0.5, 'A slower D takes longer to learn single images.'),
    ...smoothR1(record),
  ]);

/** For fakes with more grain than the data. */
export const againstGrain = (record: RunRecord): Remedy[] =>
  useful(record, [...average(record), rateRemedy('generator', record.config, 0.5, 'Smaller steps leave less noise.')]);

/** For the pattern that transposed convolutions leave. */
export const againstPattern = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...(record.config['network.upsampling'] === 'resize'
      ? []
      : [
          {
            title: 'Upsampling: resize, then convolve',
            why: 'Every pixel is then made by as many weights, so that no stride can show (Odena et al. 2016).',
            changes: { 'network.upsampling': 'resize' as const },
          },
        ]),
    ...average(record),
  ]);

/** For players that chase each other: Heusel et al. 2017 (D faster than G), Radford et al. 2016 (less momentum). */
export const againstSwings = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...backToRecipe(record),
    bothSlower(record, 'Shorter steps overshoot less.'),
    ...(['generator', 'discriminator'].some(
      (player) => record.config[`optimizer.${player as 'generator' | 'discriminator'}.beta1`] > 0.5,
    )
      ? [
          {
            title: 'Momentum (β1) of both: 0.5',
            why: 'What is remembered of older gradients points where the other player was (Radford et al. 2016).',
            changes: { 'optimizer.generator.beta1': 0.5, 'optimizer.discriminator.beta1': 0.5 },
          },
        ]
      : []),
    ...average(record),
  ]);

/** For too few images. */
export const againstFewImages = augmentation;

/** For a critic that is not ahead. */
export const againstBlindCritic = (record: RunRecord): Remedy[] =>
  useful(record, [
    ...backToRecipe(record),
    moreUpdates(record, 5 - record.config['steps.discriminator']),
    rateRemedy('discriminator', record.config, 2, 'A critic has to be ahead of G for its estimate to mean anything.'),
  ]);

/** For a critic held too loosely. */
export function againstSteepCritic(record: RunRecord): Remedy[] {
  const { 'penalty.weight': weight, 'clip.weights': clip } = record.config;
  const tighter: Remedy[] = [];
  if (penaltiesOf(record.config).length > 0)
    tighter.push({
      title: `Penalty weight: ${weight} → ${weight * 2}`,
      why: 'A heavier penalty holds the critic’s slope nearer to 1.',
      changes: { 'penalty.weight': weight * 2 },
    });
  else if (clip > 0)
    tighter.push({
      title: `Weight clipping: ±${clip} → ±${clip / 2}`,
      why: 'Smaller weights keep the critic’s slope small.',
      changes: { 'clip.weights': clip / 2 },
    });
  return useful(record, [
    ...backToRecipe(record),
    ...tighter,
    rateRemedy('discriminator', record.config, 0.5, 'A slower critic does not get steep so quickly.'),
  ]);
}

function moreUpdates({ config }: RunRecord, by: number): Remedy {
  const [now, next] = [config['steps.discriminator'], config['steps.discriminator'] + Math.max(1, by)];
  return {
    title: `Updates of D a step: ${now} → ${next}`,
    why: 'D sees more images for each step of G.',
    changes: { 'steps.discriminator': next },
  };
}
