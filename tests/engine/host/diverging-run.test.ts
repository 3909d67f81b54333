import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { prepareBranch } from '../../../electron/engine/host/index.ts';
import { findBrokenState } from '../../../electron/engine/training/divergence.ts';
import type { Library } from '../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let library: Library;
let prepare: TemporaryLibrary['prepare'];
let remove: () => void;
beforeEach(async () => {
  ({ library, prepare, remove } = await temporaryLibrary());
});
afterEach(() => remove());

/** A discriminator moved by steps far too long: each overshoots further than the last. */
const RUNAWAY: Partial<RunConfigInput> = {
  'loss.kind': 'least-squares',
  'optimizer.generator.kind': 'sgd',
  'optimizer.generator.learningRate': 1e-12,
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.discriminator.learningRate': 1,
  'checkpoint.everySteps': 1,
  steps: 400,
};

test.each(['graph', 'eager'] as const)(
  'a run whose numbers break (%s) stands at its last good checkpoint and says what broke, and since when',
  async (execution) => {
    const { id } = await prepare({ ...RUNAWAY, execution });
    const status = await trainHere(library, id);
    expect(status).toMatchObject({
      state: 'diverged',
      owner: null,
      message: expect.stringMatching(/^Since step \d+ /),
    });
    const { step, player } = status.divergence!;
    expect(player).toBe('discriminator');
    expect(step).toBeLessThan(400);
    expect(await library.readLog(id)).toContain(status.message);

    const { columns } = await library.readMetrics(id, 0);
    // Every step before the break was logged, whole; none from it on.
    expect(columns.step.at(-1)).toBeGreaterThanOrEqual(step - 1);
    expect(columns.step.at(-1)).toBeLessThanOrEqual(step);
    for (const name of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const)
      expect(columns[name].every(Number.isFinite), name).toBe(true);
    const checkpoints = await library.listCheckpoints(id);
    expect(checkpoints.at(-1)!.step).toBe(step - 1);
    for (const entry of checkpoints)
      expect(findBrokenState(await library.readCheckpoint(id, entry.step)), `checkpoint ${entry.step}`).toBeNull();

    // As it is, the same steps break at the same place; from two steps back with shorter ones they do not.
    expect((await trainHere(library, id)).divergence).toEqual(status.divergence);
    const { id: child } = await prepareBranch({
      library,
      bundledDir: BUNDLED,
      from: { run: id, step: Math.max(1, step - 3) },
      changes: { 'optimizer.discriminator.learningRate': 1e-6, 'clip.weights': 0.1, steps: 3 },
    });
    expect(await trainHere(library, child)).toMatchObject({ state: 'finished', step: 3 });
    expect((await library.readStatus(child)).divergence).toBeUndefined();
  },
);
