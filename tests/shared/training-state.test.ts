import { describe, expect, it } from 'vitest';
import { trainerCommandSchema } from '@shared/contract/trainer-messages.ts';
import { trainingStateSchema } from '@shared/training-state.ts';
import { checkpointAt } from '../store/support/values.ts';

describe('the state of a run', () => {
  const state = { ...checkpointAt(3), average: checkpointAt(9).generator, numbers: { rate: 0.25 }, distance: 7 };

  it('crosses to a window whole: nothing that a checkpoint keeps is dropped on the way', () => {
    const command = { type: 'restore', request: 1, state };
    expect(trainerCommandSchema.parse(command)).toEqual(command);
  });

  it('has arrays as large as their shapes', () => {
    const [first, ...more] = state.generator;
    const torn = { ...first, data: first!.data.subarray(1) };
    expect(trainingStateSchema.safeParse({ ...state, generator: [torn, ...more] }).success).toBe(false);
  });
});
