import { scalar, tensor } from '@tensorflow/tfjs-core';
import { deviceDraws } from '../../compile/index.ts';
import { nativeBackend } from '../../network/native/backend.ts';
import { javascriptDraws, stepDraws, type DrawSource } from '../../random/step-draws.ts';
import type { Duel } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { playStep, stepInputs } from './play.ts';
import type { TrainingStep } from './training-step.ts';

/** Steps that run op by op, on any device. */
export function eagerStep(duel: Duel, feed: Feed): TrainingStep {
  const { seed } = duel.config;
  // Drawn on the device where it can: JavaScript makes millions of masks a step one by one.
  const drawsOf = (step: number): DrawSource =>
    nativeBackend() ? deviceDraws(seed, scalar(step, 'int32')) : javascriptDraws(seed, step);
  return {
    callSize: () => 1,
    run: (step) => {
      const inputs = stepInputs(duel.options, feed, feed.sizeAt(step));
      const fed = inputs.map(({ name, shape, dtype, valuesAt }) => [name, tensor(valuesAt(step), [...shape], dtype)]);
      return playStep(duel, Object.fromEntries(fed), stepDraws(drawsOf(step)));
    },
    // It trains the duel's own variables.
    bringToDuel: () => undefined,
    takeFromDuel: () => undefined,
    dispose: () => undefined,
  };
}
