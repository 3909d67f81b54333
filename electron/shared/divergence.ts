import { z } from 'zod';
import type { RunConfig, RunConfigInput } from './config/schema.ts';
import { lossOf } from './loss/index.ts';
import { penaltiesOf } from './penalty/index.ts';

/** What of a network broke. */
export const BROKEN_QUANTITIES = ['loss', 'scores', 'penalty', 'weights', 'optimizer', 'average'] as const;
export type BrokenQuantity = (typeof BROKEN_QUANTITIES)[number];

/** Where a run's numbers stopped being numbers: NaN or infinite. */
export const divergenceSchema = z.object({
  player: z.enum(['generator', 'discriminator']),
  quantity: z.enum(BROKEN_QUANTITIES),
  /** The first logged step that was not whole. */
  step: z.number().int().min(0),
});
export type Divergence = z.infer<typeof divergenceSchema>;

const WORDS: Record<BrokenQuantity, (player: Divergence['player']) => string> = {
  loss: (player) => `the ${player}'s loss is no finite number any more`,
  scores: (player) =>
    player === 'generator'
      ? "the discriminator's scores of the generator's images are no numbers any more"
      : "the discriminator's scores run beyond all numbers",
  penalty: (player) =>
    `the ${player}'s ${player === 'generator' ? 'path length' : 'gradient penalty'} is no finite number any more`,
  weights: (player) => `not all of the ${player}'s weights are finite numbers any more`,
  optimizer: (player) => `what the ${player}'s optimiser remembers is no finite number any more`,
  average: () => "the EMA of the generator's weights is no finite number any more",
};

/** "step 1,240 (epoch 3.2)" */
export const stepInWords = (step: number, stepsPerEpoch: number): string => {
  const epoch = step / stepsPerEpoch;
  const words = epoch < 1 ? 'first epoch' : `epoch ${Number.isInteger(epoch) ? epoch : epoch.toFixed(1)}`;
  return `step ${step.toLocaleString('en-US')} (${words})`;
};

/** Which network broke, what of it, and since when, in one sentence. */
export const explainDivergence = ({ player, quantity, step }: Divergence, stepsPerEpoch: number): string =>
  `Since ${stepInWords(step, stepsPerEpoch)} ${WORDS[quantity](player)}.`;

/** A change of settings that keeps a network from running away again. */
export interface Remedy {
  title: string;
  why: string;
  changes: Partial<RunConfigInput>;
}

/** Two digits that count: a rate of 0.00006666 helps nobody. */
const rounded = (value: number): number => Number(value.toPrecision(2));

/** Another learning rate of one player: the present one times `factor`. */
export function rateRemedy(player: Divergence['player'], config: RunConfig, factor: number, why: string): Remedy {
  const rate = `optimizer.${player}.learningRate` as const;
  const next = rounded(config[rate] * factor);
  return {
    title: `Learning rate of ${player === 'generator' ? 'G' : 'D'}: ${config[rate]} → ${next}`,
    why,
    changes: { [rate]: next },
  };
}

/** A gradient penalty at the real images, which keeps D smooth there. */
export const R1_REMEDY: Remedy = {
  title: 'Gradient penalty: R1, weight 10',
  why: 'It keeps D smooth at the real images, so that what it tells G stays small.',
  changes: { 'penalty.kind': 'r1', 'penalty.weight': 10 },
};

/**
 * What to change before going on from an earlier checkpoint, the likeliest help first.
 * @param config the settings the run broke with
 */
export function remediesFor({ player, step }: Divergence, config: RunConfig, stepsPerEpoch: number): Remedy[] {
  // Numbers that break within the first epoch were far off; later ones drifted.
  const slower = (of: Divergence['player'], why: string): Remedy =>
    rateRemedy(of, config, step <= stepsPerEpoch ? 0.1 : 0.5, why);
  const remedies: Remedy[] = [];
  const penalized = penaltiesOf(config).length > 0;
  const unbounded = lossOf(config).least.discriminator === null && !penalized;
  if (unbounded)
    remedies.push({
      title: 'Gradient penalty: WGAN-GP, weight 10',
      why: 'Nothing else bounds how steep the critic gets; with the penalty its scores cannot run away.',
      changes: { 'penalty.kind': 'wgan-gp', 'penalty.weight': 10, 'clip.weights': 0 },
    });
  remedies.push(
    slower(
      player,
      'Smaller steps are the first thing to try: a step that is too long makes the next one longer still.',
    ),
  );
  if (player === 'generator')
    remedies.push(
      slower('discriminator', 'All that G learns comes through D: where D gets steep, so do the steps of G.'),
    );
  if (!penalized && !unbounded) remedies.push(R1_REMEDY);
  if (penalized) {
    const lighter = rounded(config['penalty.weight'] / 2);
    remedies.push({
      title: `Penalty weight: ${config['penalty.weight']} → ${lighter}`,
      why: 'A heavy penalty has steep gradients of its own.',
      changes: { 'penalty.weight': lighter },
    });
  }
  if (unbounded && config['clip.weights'] === 0)
    remedies.push({
      title: "Weight clipping: D's weights within ±0.01",
      why: 'The way of the first Wasserstein GAN: no weight can grow beyond it, at some cost in what the critic can learn.',
      changes: { 'clip.weights': 0.01 },
    });
  return remedies;
}
