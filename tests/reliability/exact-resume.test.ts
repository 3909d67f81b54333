import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRESETS } from '@shared/presets/index.ts';
import { MANY_LAYERS } from '../engine/support/every-preset.ts';
import { sharedFolder } from './support/folders.ts';
import { smallLibrary, trainHere, type SmallLibrary } from './support/small-library.ts';

/** R4. Longer by option: `STEPS=200 npx vitest run tests/reliability/exact-resume.test.ts`. */
const STEPS = Number(process.env['STEPS'] ?? 6);

let place: SmallLibrary;
let remove: () => Promise<void>;
beforeAll(async () => {
  const shared = await sharedFolder();
  ({ remove } = shared);
  place = await smallLibrary(shared.folder);
});
afterAll(() => remove());

/** Trains a run, stopping after so many checkpoints and going on again. */
async function trainInPieces(id: string, pieces: readonly number[]): Promise<void> {
  for (const piece of pieces) {
    let checkpoints = 0;
    const { state } = await trainHere(place.library, id, ({ what }, control) => {
      if (what === 'checkpoint' && (checkpoints += 1) === piece) control.stop();
    });
    expect(state).toBe('stopped');
  }
  expect((await trainHere(place.library, id)).state).toBe('finished');
}

/** Stops at random steps; one where going on means compiling again. */
function randomPieces(execution: 'eager' | 'graph'): number[] {
  const upTo = (most: number): number => 1 + Math.floor(Math.random() * most);
  // One more step may be trained and saved by the time that a checkpoint is there and the run is told to stop.
  const first = upTo(STEPS - 4);
  return execution === 'graph' ? [first] : [first, upTo(STEPS - 3 - first)];
}

/** Every recipe of few layers, and one of each kind with its batches in parts; the others in tests/engine/training/every-preset.test.ts. */
const RUNS = [
  ...PRESETS.filter(({ id }) => !MANY_LAYERS.includes(id)).map(({ id }) => [id, 1] as const),
  ...['keras-gan', 'dcgan-64'].map((id) => [id, 3] as const),
];

describe.each(RUNS)('a run of %s that was stopped, batches in %d', (preset, accumulate) => {
  it.each(['eager', 'graph'] as const)('is the one that never stopped, bit for bit (%s)', async (execution) => {
    const { library, prepare } = place;
    const settings = {
      'batch.accumulate': accumulate,
      steps: STEPS,
      execution,
      'ema.decay': 0.9,
      'checkpoint.everySteps': 1,
      'samples.everySteps': 1000,
    } as const;
    const [whole, broken] = [await prepare(preset, settings), await prepare(preset, settings)];
    expect((await trainHere(library, whole.id)).state).toBe('finished');
    const pieces = randomPieces(execution);
    await trainInPieces(broken.id, pieces);
    const [expected, found] = [await library.fingerprint(whole.id, STEPS), await library.fingerprint(broken.id, STEPS)];
    expect({ ...found, run: whole.id, pieces }).toEqual({ ...expected, pieces });
    expect(Object.keys(found.tensors).some((name) => name.startsWith('average/'))).toBe(true);
    expect(found.metrics.rows).toBe(STEPS);
    // It did move: nothing is proven by networks that stand still.
    expect((await library.fingerprint(whole.id, 1)).tensors).not.toEqual(found.tensors);
  });
});
