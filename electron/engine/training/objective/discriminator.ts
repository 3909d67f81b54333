import * as tf from '@tensorflow/tfjs-core';
import { lossOf } from '@shared/loss/index.ts';
import { rebuildsImages } from '@shared/network/layers.ts';
import { penaltiesOf } from '@shared/penalty/index.ts';
import type { Counts } from '../loss/adversarial-loss.ts';
import type { GradientPenalty } from '../penalty/gradient-penalty.ts';
import { GRADIENT_PENALTIES } from '../penalty/index.ts';
import { countOf, type Due, type Game, type LabelledImages, type StepContext } from './game.ts';
import { objectiveOf, penaltyObjective, type Objective, type View } from './objective.ts';
import { discriminatorTerms } from './terms.ts';
import { judgeAll, observe } from './verdict.ts';

/** What one update of D asks it about; `penalties`: those alone. */
export type Shown = 'both' | 'real' | 'fake' | 'penalties';
type Rules = Pick<Game, 'recipe' | 'config'>;

/**
 * The updates D makes on a batch, in order: real and fake together, or one after the other; a loss of pairs takes both
 * together in any recipe.
 */
export const discriminatorUpdates = ({ recipe: { discriminator }, config }: Rules, due: Due): readonly Shown[] => {
  const updates: Shown[] = discriminator.updates === 'together' || lossOf(config).pairs ? ['both'] : ['real', 'fake'];
  const apart = discriminator.penalties === 'apart' && penaltiesOf(config).some(({ every }) => due(every));
  return apart ? [...updates, 'penalties'] : updates;
};

/** D's objective in one of its updates on real images and G's fakes. */
export function discriminatorObjective(
  game: Game,
  context: StepContext,
  given: View['given'],
  update: Shown,
): Objective {
  const { recipe, config } = game;
  const { lossJoin, penalties } = recipe.discriminator;
  if (update === 'penalties')
    return penaltyObjective(
      penaltiesOf(config).filter(({ every }) => context.due(every)),
      () => ({ game, context, shown: lookForPenalties(game, context, given) }),
    );
  const all = { real: countOf(given.real), fake: countOf(given.fake) };
  const counts = { real: update === 'fake' ? 0 : all.real, fake: update === 'real' ? 0 : all.fake };
  const share = update === 'both' && lossJoin === 'mean' ? 0.5 : 1;
  return objectiveOf({
    terms: discriminatorTerms(game, share),
    penalties:
      penalties === 'apart' ? [] : penaltiesOf(config).filter(({ kind }) => belongs(GRADIENT_PENALTIES[kind], update)),
    reduce: (losses) => weighted(losses, counts, { real: share / all.real, fake: share / all.fake }),
    view: () => look(game, context, given, counts),
  });
}

/** One after the other: what is asked of D at fakes belongs to their update, all else to that of real images. */
const belongs = ({ at }: GradientPenalty, update: Shown): boolean =>
  update === 'both' || (at === 'fake') === (update === 'fake');

/** Σ weight · loss, where every real image has one weight and every fake another. */
function weighted(losses: tf.Tensor, counts: Counts, weights: Counts): tf.Scalar {
  if (weights.real === weights.fake || counts.fake === 0) return tf.mul(tf.sum(losses), weights.real);
  if (counts.real === 0) return tf.mul(tf.sum(losses), weights.fake);
  const row = new Float32Array(counts.real + counts.fake).fill(weights.fake).fill(weights.real, 0, counts.real);
  return tf.sum(tf.mul(losses, tf.tensor2d(row, [row.length, 1])));
}

/** What the penalties of a run are taken at, as D sees it. */
function lookForPenalties(game: Game, context: StepContext, given: View['given']): View['shown'] {
  const places = new Set(penaltiesOf(game.config).map(({ kind }) => GRADIENT_PENALTIES[kind].at));
  return {
    real: places.size > 1 || !places.has('fake') ? observe(game, context, given.real) : null,
    fake: places.has('fake') || places.has('between') ? observe(game, context, given.fake) : null,
  };
}

/** @param counts of the images that D is asked about in this update: all of a kind, or none */
function look(game: Game, context: StepContext, given: View['given'], counts: Counts): View {
  const { discriminator, recipe, networks } = game;
  // An update on real images alone sees fakes too, for penalties between the two.
  const shown = {
    real: counts.real > 0 ? observe(game, context, given.real) : null,
    fake: observe(game, context, given.fake),
  };
  const asked: (LabelledImages | null)[] = [shown.real, counts.fake > 0 ? shown.fake : null];
  // Where both move at once G's update asks D about the same fakes: TensorFlow finds that out if D sees them alone.
  const apart = discriminator.mixesBatch || recipe.order === 'simultaneous' || rebuildsImages(networks);
  const said = judgeAll(
    game,
    context,
    asked.filter((lot) => lot !== null),
    apart,
  );
  return { game, context, given, shown, said: { ...said, counts }, rivals: null };
}
