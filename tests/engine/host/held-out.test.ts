import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { prepareBranch } from '../../../electron/engine/host/index.ts';
import { noisyImages } from '../support/tiny.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
beforeAll(async () => {
  place = await temporaryLibrary(noisyImages(200));
});
afterAll(() => place.remove());

const OFTEN: Partial<RunConfigInput> = { steps: 30, 'checkpoint.everySteps': 10, 'evaluations.every': 0 };

test('a run on images of one’s own holds 5 % out and says so', async () => {
  const { library, prepare } = place;
  const { id, config, stepsPerEpoch } = await prepare({ ...OFTEN, 'evaluations.every': 1 });
  expect([config['images.heldOut'], stepsPerEpoch]).toEqual([5, 19]);
  await trainHere(library, id);
  expect(await library.readLog(id)).toContain('50 of 200 images are held out');
  const [measured] = await library.readCheckpointEvaluations(id);
  const { byHeart } = measured!.values;
  // It has hardly begun to learn.
  expect(byHeart).toBeGreaterThan(0.3);
  expect(byHeart).toBeLessThan(0.8);
  expect((await prepare({ ...OFTEN, 'images.heldOut': 0 })).stepsPerEpoch).toBe(25);
});

test.each(['eager', 'graph'] as const)(
  '%s, it goes on bit for bit, and is another run than with all images',
  async (execution) => {
    const { library, prepare } = place;
    const printOf = async (id: string): Promise<object> => ({ ...(await library.fingerprint(id)), run: '' });
    const [whole, broken, all] = [
      await prepare({ ...OFTEN, execution }),
      await prepare({ ...OFTEN, execution }),
      await prepare({ ...OFTEN, execution, 'images.heldOut': 0 }),
    ];
    await trainHere(library, whole.id);
    await trainHere(library, broken.id, ({ what }, control) => {
      if (what === 'checkpoint') control.stop();
    });
    expect((await library.readStatus(broken.id)).step).toBeLessThan(30);
    expect(await trainHere(library, broken.id)).toMatchObject({ state: 'finished', step: 30 });
    expect(await printOf(broken.id)).toEqual(await printOf(whole.id));
    await trainHere(library, all.id);
    expect((await library.fingerprint(all.id)).tensors).not.toEqual((await library.fingerprint(whole.id)).tensors);
  },
);

test('a branch holds out what its parent did, and none of images that are too few', async () => {
  const { library, prepare } = place;
  const parent = await prepare(OFTEN);
  await trainHere(library, parent.id);
  const from = { run: parent.id, step: 30 };
  const branch = await prepareBranch({ library, bundledDir: BUNDLED, from, changes: { seed: 7 } });
  expect([branch.config['images.heldOut'], branch.stepsPerEpoch]).toEqual([5, 19]);
  await expect(prepareBranch({ library, bundledDir: BUNDLED, from, changes: { 'images.heldOut': 0 } })).rejects.toThrow(
    /images.heldOut cannot change/,
  );
});
