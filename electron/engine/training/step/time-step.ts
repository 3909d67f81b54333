import { clone, tidy } from '@tensorflow/tfjs-core';
import type { NetworkPair } from '@shared/network/layers.ts';
import type { Duel } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { eagerStep } from './eager-step.ts';
import type { GraphStep } from './graph-step.ts';
import type { TrainingStep } from './training-step.ts';

/** A run that takes longer than this wins back the seconds XLA compiles. */
export const XLA_PAYS_FROM_MS = 120_000;
/** Timed steps; the first of each way is left out: it pays for preparations. */
const TIMED = 5;
/** An op-by-op step is timed only where it does not keep the run waiting. */
const EAGER_UP_TO_MS = 60;

/** XLA fuses the many small ops of dense networks; convolutions it runs slower than oneDNN. */
export const xlaMayPay = ({ generator, discriminator }: NetworkPair): boolean =>
  [...generator, ...discriminator].every(({ type }) => type !== 'conv2d' && type !== 'conv2dTranspose');

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function timed(step: TrainingStep, count: number): number {
  const times = Array.from({ length: count + 1 }, (_, at) => {
    const started = performance.now();
    tidy(() => void step.run(at, 1).values.dataSync());
    return performance.now() - started;
  });
  return median(times.slice(1));
}

/** Counts updates as if nothing had been trained. */
function keepingCounts<Result>({ optimizers }: Duel, run: () => Result): Result {
  const counts = Object.values(optimizers).map((optimizer) => [optimizer, optimizer.iterations] as const);
  try {
    return run();
  } finally {
    for (const [optimizer, iterations] of counts) optimizer.iterations = iterations;
  }
}

/** Milliseconds a compiled step takes; it is then as if none had run. */
export function timeGraph(step: GraphStep): number {
  return keepingCounts(step.duel, () => {
    try {
      return timed(step, TIMED);
    } finally {
      // The program trained its own copy of the variables: the duel's are still the first ones.
      step.takeFromDuel();
    }
  });
}

/** Milliseconds a step takes op by op, or undefined where that would take too long to find out. */
export function timeEagerly(duel: Duel, feed: Feed, graphMs: number): number | undefined {
  if (graphMs > EAGER_UP_TO_MS) return undefined;
  return keepingCounts(duel, () =>
    tidy(() => {
      const before = duel.variables.map((variable) => [variable, clone(variable.value)] as const);
      try {
        return timed(eagerStep(duel, feed), 2);
      } finally {
        for (const [variable, value] of before) variable.assign(value);
      }
    }),
  );
}
