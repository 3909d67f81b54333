import * as tf from '@tensorflow/tfjs-core';
import { lossOf } from '@shared/loss/index.ts';
import type { Pass } from '../../network/network.ts';
import { countOf, makeImages, type Asked, type Game, type LabelledImages, type StepContext } from './game.ts';
import { objectiveOf, type Objective } from './objective.ts';
import { generatorTerms } from './terms.ts';
import { judge, observe } from './verdict.ts';

/**
 * G's objective in one of its updates.
 * @param real the images that D saw last, or those of this update where its loss is of pairs
 * @param pass of G
 */
export function generatorObjective(
  game: Game,
  context: StepContext,
  real: LabelledImages,
  asked: Asked,
  pass: Partial<Pass> = {},
): Objective {
  return objectiveOf({
    terms: generatorTerms(game),
    penalties: [],
    reduce: (losses) => tf.mean(losses),
    view: () => {
      const fake = makeImages(game, context, asked, 'training', pass);
      const shown = observe(game, context, fake);
      const counts = { real: 0, fake: countOf(fake) };
      const said = { ...judge(game, context, shown), labels: shown.labels, counts };
      const rival = lossOf(game.config).pairs ? observe(game, context, real) : null;
      const rivals = rival && judge(game, context, rival).scores;
      return { game, context, given: { real, fake }, shown: { real: rival, fake: shown }, said, rivals };
    },
  });
}
