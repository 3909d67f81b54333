import { schedulesRates } from '@shared/config/schedules.ts';
import { isCritic, lossOf, type LossDescriptor } from '@shared/loss/index.ts';
import { hasStyles, imageRangeOf, rebuildsImages } from '@shared/network/layers.ts';
import { penaltiesOf } from '@shared/penalty/index.ts';
import { isPaired } from '@shared/pairs.ts';
import type { RunRecord } from '@shared/run.ts';
import type { ChartPlan } from '../../charts/chart.ts';
import type { SeriesSpec } from '../../charts/series.ts';
import { balanceOf } from '@shared/loss/balance.ts';

const NATS = 'nats';
const PLAYERS = ['generator', 'discriminator'] as const;
const line = (spec: Pick<SeriesSpec, 'metric' | 'player' | 'label' | 'words'> & Partial<SeriesSpec>): SeriesSpec => ({
  dashed: false,
  bandShare: 0.16,
  ...spec,
});

function lossChart({ config, recipe }: RunRecord): ChartPlan {
  const { unit, least, reaches } = lossOf(config);
  const balance = balanceOf(config, recipe);
  const positive = least.discriminator === 0 && least.generator(config['loss.generator']) === 0;
  return {
    shows: 'loss',
    title: 'Loss',
    unit,
    series: [
      line({ metric: 'gLoss', player: 'generator', label: 'G', words: 'generator loss' }),
      line({ metric: 'dLoss', player: 'discriminator', label: 'D', words: 'discriminator loss' }),
    ],
    range: positive ? { kind: 'fromZero', least: reaches } : { kind: 'free', including: [0] },
    reference: balance && { at: balance.at, words: `balance, ${balance.words}`, below: false },
    format: 'number',
    minor: false,
  };
}

const ACCURACY: ChartPlan = {
  shows: 'accuracy',
  title: 'Accuracy of D',
  unit: '% of images',
  series: [
    line({ metric: 'dAccuracyReal', player: 'real', label: 'real', words: 'on real images', bandShare: 0.06 }),
    line({
      metric: 'dAccuracyFake',
      player: 'generator',
      label: 'fake',
      words: 'on fakes',
      dashed: true,
      bandShare: 0.06,
    }),
  ],
  range: { kind: 'fixed', max: 1, ticks: [0, 0.5, 1] },
  reference: { at: 0.5, words: 'guessing', below: true },
  format: 'percent',
  minor: false,
};

/** D is right about both images of a pair or about neither. */
const ACCURACY_OF_PAIRS: ChartPlan = {
  ...ACCURACY,
  unit: '% of pairs',
  series: [line({ metric: 'dAccuracyReal', player: 'discriminator', label: 'D', words: 'on pairs', bandShare: 0.06 })],
};

/** Arjovsky et al. 2017, section 3: the distance between real and fake, but for a factor, while D is nearly optimal. */
const ESTIMATE: ChartPlan = {
  shows: 'estimate',
  title: 'Critic’s estimate',
  unit: 'score, D(x) − D(G(z))',
  series: [line({ metric: 'criticEstimate', player: 'discriminator', label: 'estimate', words: 'critic’s estimate' })],
  range: { kind: 'free', including: [0] },
  reference: { at: 0, words: 'no difference', below: false },
  format: 'number',
  minor: false,
};

function judgementChart(loss: LossDescriptor): ChartPlan {
  const { middle, score, scores } = loss;
  const series = [
    line({ metric: 'dReal', player: 'real', label: 'D(x)', words: 'for real images' }),
    line({ metric: 'dFake', player: 'generator', label: 'D(G(z))', words: 'for fakes', dashed: true }),
  ];
  const common = { shows: 'score', series, format: 'number', minor: false } as const;
  if (score === 'probability')
    return {
      ...common,
      title: 'D’s score',
      unit: 'probability of real',
      range: { kind: 'fixed', max: 1, ticks: [0, 0.5, 1] },
      reference: null,
    };
  return {
    ...common,
    title: isCritic(loss) ? 'Critic’s score' : 'D’s score',
    unit: 'score',
    range: { kind: 'free', including: scores },
    reference: middle === null ? null : { at: middle, words: 'real above, fake below', below: true },
  };
}

function penaltyChart({ config }: RunRecord): ChartPlan[] {
  const [penalty] = penaltiesOf(config);
  if (!penalty) return [];
  return [
    {
      shows: 'penalty',
      title: 'Gradient penalty',
      unit: `${lossOf(config).unit}, ${penalty.every === 1 ? 'part of D’s loss' : `every ${penalty.every} steps`}`,
      series: [line({ metric: 'dPenalty', player: 'discriminator', label: 'penalty', words: 'gradient penalty' })],
      range: { kind: 'fromZero', least: 0 },
      reference: null,
      format: 'number',
      minor: true,
    },
  ];
}

function classChart({ recipe, networks }: RunRecord): ChartPlan[] {
  if (recipe.labels !== 'auxiliary' || networks.classes === undefined) return [];
  return [
    {
      title: 'Class loss',
      unit: NATS,
      series: [
        line({ metric: 'gClassLoss', player: 'generator', label: 'G', words: 'on the generator’s fakes' }),
        line({
          metric: 'dClassLoss',
          player: 'discriminator',
          label: recipe.discriminator.lossJoin === 'sum' ? 'D, real + fake' : 'D',
          words: 'of the discriminator',
        }),
      ],
      range: { kind: 'fromZero', least: 0 },
      // Of G: D's own adds up two of them in some recipes.
      reference: { at: Math.log(networks.classes), words: `guessing, ln ${networks.classes}`, below: false },
      format: 'number',
      minor: true,
    },
  ];
}

function reconstructionChart({ networks }: RunRecord): ChartPlan[] {
  if (!rebuildsImages(networks)) return [];
  return [
    {
      title: 'Reconstruction',
      unit: 'mean squared error, all decoders',
      series: [line({ metric: 'dReconstruction', player: 'discriminator', label: 'error', words: 'of D’s decoders' })],
      range: { kind: 'fromZero', least: 0 },
      reference: null,
      format: 'number',
      minor: true,
    },
  ];
}

function targetChart({ networks }: RunRecord): ChartPlan[] {
  if (!isPaired(networks)) return [];
  return [
    {
      title: 'Target',
      unit: 'mean absolute difference',
      series: [
        line({ metric: 'gTargetDistance', player: 'generator', label: 'L1', words: 'of G’s output from the target' }),
      ],
      range: { kind: 'fromZero', least: 0 },
      reference: null,
      format: 'number',
      minor: true,
    },
  ];
}

function gradientChart({ config }: RunRecord): ChartPlan[] {
  if (config['gradients.norms'] === 'off') return [];
  return [
    {
      shows: 'gradients',
      title: 'Gradients',
      unit: 'length',
      series: [
        line({ metric: 'gGradientNorm', player: 'generator', label: 'G', words: 'of the generator' }),
        line({ metric: 'dGradientNorm', player: 'discriminator', label: 'D', words: 'of the discriminator' }),
      ],
      range: { kind: 'fromZero', least: 0 },
      reference: null,
      format: 'number',
      minor: true,
    },
  ];
}

function lecamChart({ config }: RunRecord): ChartPlan[] {
  if (config['lecam.weight'] === 0) return [];
  return [
    {
      title: 'LeCam',
      unit: `${lossOf(config).unit}, part of D’s loss`,
      series: [line({ metric: 'dLecam', player: 'discriminator', label: 'LeCam', words: 'what LeCam adds' })],
      range: { kind: 'fromZero', least: 0 },
      reference: null,
      format: 'number',
      minor: true,
    },
  ];
}

function pathChart({ config, networks }: RunRecord): ChartPlan[] {
  const { 'path.weight': weight, 'path.every': every } = config;
  if (weight === 0 || !hasStyles(networks)) return [];
  return [
    {
      title: 'Path length',
      unit: every === 1 ? 'beside G’s loss' : `beside G’s loss, every ${every} steps`,
      series: [
        line({ metric: 'gPathPenalty', player: 'generator', label: 'Path', words: 'what path length comes to' }),
      ],
      range: { kind: 'fromZero', least: 0 },
      reference: null,
      format: 'number',
      minor: true,
      single: true,
    },
  ];
}

function augmentChart({ config }: RunRecord): ChartPlan[] {
  if (config['ada.kind'] !== 'adaptive') return [];
  return [
    {
      title: 'Augmentation p',
      unit: 'probability of each change',
      series: [
        line({
          metric: 'augmentProbability',
          player: 'discriminator',
          label: 'p',
          words: 'probability of ADA’s changes',
        }),
      ],
      range: { kind: 'fixed', max: 1, ticks: [0, 0.5, 1] },
      reference: null,
      format: 'number',
      minor: true,
      single: true,
    },
  ];
}

function rateChart({ config }: RunRecord): ChartPlan[] {
  if (!schedulesRates(config)) return [];
  return [
    {
      title: 'Learning rate',
      unit: 'per update',
      series: [
        line({ metric: 'gLearningRate', player: 'generator', label: 'G', words: 'of the generator' }),
        // Both often are the same: G's shows between D's dashes.
        line({
          metric: 'dLearningRate',
          player: 'discriminator',
          label: 'D',
          words: 'of the discriminator',
          dashed: true,
        }),
      ],
      range: {
        kind: 'fromZero',
        least: Math.max(...PLAYERS.map((player) => config[`optimizer.${player}.learningRate`])),
      },
      reference: null,
      format: 'number',
      minor: true,
      single: true,
    },
  ];
}

function noiseChart({ config, networks }: RunRecord): ChartPlan[] {
  if (config['noise.start'] === 0) return [];
  return [
    {
      title: 'Instance noise',
      unit: `σ, images from ${imageRangeOf(networks) === 'unit' ? '0' : '−1'} to 1`,
      series: [line({ metric: 'instanceNoise', player: 'discriminator', label: 'σ', words: 'noise on what D sees' })],
      range: { kind: 'fromZero', least: config['noise.start'] },
      reference: null,
      format: 'number',
      minor: true,
      single: true,
    },
  ];
}

/** The charts of a run, which follow from its loss and its settings alone; the duel first, then what else applies. */
export function chartsOf(record: RunRecord): ChartPlan[] {
  const loss = lossOf(record.config);
  return [
    lossChart(record),
    isCritic(loss) ? ESTIMATE : loss.pairs ? ACCURACY_OF_PAIRS : ACCURACY,
    judgementChart(loss),
    ...penaltyChart(record),
    ...lecamChart(record),
    ...pathChart(record),
    ...classChart(record),
    ...reconstructionChart(record),
    ...targetChart(record),
    ...noiseChart(record),
    ...augmentChart(record),
    ...rateChart(record),
    ...gradientChart(record),
  ];
}
