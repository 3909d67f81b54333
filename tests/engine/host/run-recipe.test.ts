import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPreset } from '@shared/presets/index.ts';
import { prepareBranch } from '../../../electron/engine/host/prepare-branch.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

const preset = findPreset('fashion-gan-torch')!;
const { recipe } = preset;
const MENDED = { ...recipe, order: 'simultaneous', generator: { latents: 'fresh' } } as const;

let place: TemporaryLibrary;
beforeEach(async () => void (place = await temporaryLibrary()));
afterEach(() => {
  Object.assign(preset, { recipe });
  place.remove();
});
const mend = (): unknown => Object.assign(preset, { recipe: MENDED });

/** What of a fingerprint is not the run's id. */
async function printOf(id: string): Promise<object> {
  const { run: _run, ...print } = await place.library.fingerprint(id);
  return print;
}

describe('a run whose recipe was mended after it was made', () => {
  test('goes on by the recipe it was made with, bit for bit; a new one trains by the mended', async () => {
    const { library, prepare } = place;
    const whole = await prepare({ steps: 10 });
    await trainHere(library, whole.id);
    // Five steps an epoch.
    const stopped = await prepare({ steps: 5 });
    await trainHere(library, stopped.id);

    mend();
    await library.setEpochs(stopped.id, 2);
    await trainHere(library, stopped.id);
    expect(await printOf(stopped.id)).toEqual(await printOf(whole.id));

    const fresh = await prepare({ steps: 10 });
    expect([whole.recipe, fresh.recipe]).toEqual([recipe, MENDED]);
    await trainHere(library, fresh.id);
    const [before, after] = [await library.fingerprint(whole.id), await library.fingerprint(fresh.id)];
    expect(after.configuration).not.toBe(before.configuration);
    expect(after.metrics).not.toEqual(before.metrics);
  });

  test('hands its recipe on to a run that begins from its checkpoint', async () => {
    const { library, prepare } = place;
    const { id } = await prepare({ steps: 5 });
    await trainHere(library, id);
    mend();
    const child = await prepareBranch({ library, bundledDir: BUNDLED, from: { run: id, step: 5 }, changes: {} });
    expect(child.recipe).toEqual(recipe);
  });
});
