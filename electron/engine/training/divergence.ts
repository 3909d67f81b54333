import { ForgerError } from '@shared/contract/errors.ts';
import { explainDivergence, type BrokenQuantity, type Divergence } from '@shared/divergence.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { MetricRow } from '@shared/run.ts';
import { findBroken } from '../metric/judgement.ts';
import type { ReadStep } from '../metric/recorder.ts';
import type { TrainingState } from '@shared/training-state.ts';

/** The numbers of a run broke: it cannot go on from here, only from an earlier checkpoint. */
export class DivergedError extends ForgerError {
  constructor(
    readonly divergence: Divergence,
    stepsPerEpoch: number,
    /** What was read before they did. */
    readonly rows: readonly MetricRow[] = [],
  ) {
    super('diverged', explainDivergence(divergence, stepsPerEpoch));
  }
}

/** Whether an array holds finite numbers alone. */
function isWhole({ data }: NamedTensor): boolean {
  // x − x is 0 of every finite number and NaN of any other: many times quicker than asking of each one.
  let rest = 0;
  for (let at = 0; at < data.length; at++) rest += (data[at] as number) - (data[at] as number);
  return rest === 0;
}

/** The first of these steps whose numbers are not all finite, and which network broke; null while all are. */
export function findDivergence(steps: readonly ReadStep[]): Divergence | null {
  const at = steps.findIndex(({ readings }) => findBroken(readings) !== null);
  const found = steps[at];
  const broken = found && findBroken(found.readings);
  if (!broken) return null;
  const { player, quantity, unsure } = broken;
  // Only D moved between its own numbers and these. It was G after all where D still judges real images afterwards.
  const next = unsure ? steps[at + 1] : undefined;
  const isDiscriminator = unsure && (!next || findBroken(next.readings)?.player === 'discriminator');
  return isDiscriminator
    ? { player: 'discriminator', quantity: 'scores', step: found.step }
    : { player, quantity, step: found.step };
}

/** What of a state is not finite: nothing of it may be kept. Null where all is. */
export function findBrokenState(
  state: Pick<TrainingState, 'step' | 'generator' | 'discriminator' | 'optimizers' | 'average'>,
): Divergence | null {
  const parts: [Divergence['player'], BrokenQuantity, readonly NamedTensor[]][] = [
    ['discriminator', 'weights', state.discriminator],
    ['generator', 'weights', state.generator],
    ['discriminator', 'optimizer', state.optimizers.discriminator.slots],
    ['generator', 'optimizer', state.optimizers.generator.slots],
    ['generator', 'average', state.average ?? []],
  ];
  const broken = parts.find(([, , tensors]) => !tensors.every(isWhole));
  return broken ? { player: broken[0], quantity: broken[1], step: state.step } : null;
}
