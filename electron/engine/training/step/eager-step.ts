import { tensor } from '@tensorflow/tfjs-core';
import type { Duel } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { playStep, stepInputs } from './play.ts';
import type { TrainingStep } from './training-step.ts';

/** Steps that run op by op, on any device. */
export function eagerStep(duel: Duel, feed: Feed): TrainingStep {
  return {
    run: (step) => {
      const inputs = stepInputs(duel.options, feed, feed.sizeAt(step));
      return playStep(
        duel,
        Object.fromEntries(inputs.map(({ name, shape, valuesAt }) => [name, tensor(valuesAt(step), [...shape])])),
      );
    },
    // It trains the duel's own variables.
    bringToDuel: () => undefined,
    takeFromDuel: () => undefined,
    dispose: () => undefined,
  };
}
