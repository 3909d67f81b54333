import type { Trainer } from '../trainer.ts';
import { chooseStep, type GraphLoader, type StepTimes } from './choose-step.ts';
import { XLA_PAYS_FROM_MS, xlaMayPay } from './time-step.ts';

/**
 * Times the ways of running steps on a trainer that has done its work, where a run as long would gain from XLA and it is
 * not known whether this one would: the next then starts on the fastest, and none has to wait for a trial, or to change
 * its way while it trains.
 * @returns null where there is nothing to find out
 */
export function measureAfterwards(
  { duel, feed, step, elapsed, way }: Trainer,
  known: StepTimes | null,
  loadGraph: GraphLoader,
): StepTimes | null {
  const worth = duel.config.execution === 'auto' && way.execution === 'graph' && known?.xla === undefined;
  if (!worth || !xlaMayPay(duel.networks) || elapsed * 1000 <= XLA_PAYS_FROM_MS) return null;
  let found: StepTimes | null = null;
  const measured = (times: StepTimes): void => void (found = times);
  chooseStep(duel, feed, loadGraph, { settled: null, known, steps: step, measured }).step.dispose();
  return found;
}
