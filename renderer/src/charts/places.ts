import { count } from '../lib/format.ts';
import type { Logged } from './series.ts';

/** What the pointer stands at: "step 1,204 (epoch 2.57)", "steps 1,201–1,210 (epoch 2.58)". */
export function stepWords({ from, to }: Pick<Logged, 'from' | 'to'>, stepsPerEpoch: number): string {
  const steps = from === to ? `step ${count(to)}` : `steps ${count(from)}–${count(to)}`;
  return `${steps} (epoch ${(to / stepsPerEpoch).toFixed(2)})`;
}
