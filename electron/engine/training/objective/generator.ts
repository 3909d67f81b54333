import * as tf from '@tensorflow/tfjs-core';
import type { Pass } from '../../network/network.ts';
import { countOf, makeImages, type Asked, type Game, type LabelledImages, type StepContext } from './game.ts';
import { objectiveOf, type Objective } from './objective.ts';
import { generatorTerms } from './terms.ts';
import { judge, observe } from './verdict.ts';

/**
 * G's objective in one of its updates.
 * @param real the images that D saw last
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
      return { game, context, given: { real, fake }, shown: { real: null, fake: shown }, said };
    },
  });
}
