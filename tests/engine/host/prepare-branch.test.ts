import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareBranch } from '../../../electron/engine/host/index.ts';
import type { Checkpoint } from '../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
let parent: string;
beforeAll(async () => {
  place = await temporaryLibrary();
  ({ id: parent } = await place.prepare({
    ...{ 'checkpoint.everySteps': 2, 'ema.decay': 0.9, 'ada.kind': 'adaptive', 'ada.probability': 0.2 },
    execution: 'eager',
  }));
  await trainHere(place.library, parent);
});
afterAll(() => place.remove());

const branch = (step: number, changes: Parameters<typeof prepareBranch>[0]['changes'] = {}) =>
  prepareBranch({ library: place.library, bundledDir: BUNDLED, from: { run: parent, step }, changes });
const weights = ({ generator, discriminator }: Checkpoint) => ({ generator, discriminator });

describe('a run from a checkpoint of another', () => {
  test('begins at step 0 with that checkpoint, and says where it comes from', async () => {
    const { library } = place;
    const saved = await library.readCheckpoint(parent, 4);
    const record = await branch(4, { 'optimizer.generator.learningRate': 0.001 });
    expect(record.parent).toEqual({ run: parent, step: 4 });
    expect(record.name).toMatch(/, from step 4$/);
    expect(record.config).toMatchObject({ 'optimizer.generator.learningRate': 0.001, batch: 8, steps: 6 });
    expect((await library.listRuns()).find(({ id }) => id === record.id)?.parent).toEqual(record.parent);
    expect((await library.listCheckpoints(record.id)).map(({ step }) => step)).toEqual([0]);
    expect(await library.readCheckpoint(record.id, 0)).toEqual({ ...saved, step: 0, elapsed: 0 });
  });

  test('trains on from there: what it makes before its first step is what its parent made last', async () => {
    const { library } = place;
    const { id } = await branch(6);
    expect(await trainHere(library, id)).toMatchObject({ state: 'finished', step: 6 });
    expect((await library.readMetrics(id, 0)).columns.step).toEqual([1, 2, 3, 4, 5, 6]);
    const last = await library.readCheckpoint(parent, 6);
    expect(weights(await library.readCheckpoint(id, 0))).toEqual(weights(last));
    const trained = await library.readCheckpoint(id, 6);
    expect(trained.optimizers.generator.iterations).toBe(12);
    expect(trained.generator).not.toEqual(last.generator);
    const [first] = await library.listSamples(id);
    const newest = (await library.listSamples(parent)).at(-1);
    expect(await readFile(library.samplePath(id, first!.file))).toEqual(
      await readFile(library.samplePath(parent, newest!.file)),
    );
  });

  test('an optimiser with another rule begins anew, the other keeps what it remembers', async () => {
    const { library } = place;
    const { id } = await branch(4, { 'optimizer.discriminator.kind': 'rmsprop', 'ema.decay': 0 });
    const { optimizers, average } = await library.readCheckpoint(id, 0);
    expect(optimizers.discriminator).toEqual({ iterations: 0, slots: [] });
    expect(optimizers.generator).toEqual((await library.readCheckpoint(parent, 4)).optimizers.generator);
    expect(average).toBeUndefined();
    expect((await trainHere(library, id)).state).toBe('finished');
    expect((await library.readCheckpoint(id, 6)).optimizers.discriminator.iterations).toBe(6);
  });

  test('a branch of a branch keeps both in the tree, and a first average begins at the weights', async () => {
    const { id } = await branch(2, { 'ema.decay': 0 });
    await trainHere(place.library, id);
    const grandchild = await prepareBranch({
      library: place.library,
      bundledDir: BUNDLED,
      from: { run: id, step: 0 },
      changes: { 'ema.decay': 0.5 },
    });
    expect(grandchild.parent).toEqual({ run: id, step: 0 });
    const { average, generator } = await place.library.readCheckpoint(grandchild.id, 0);
    expect(average).toEqual(generator);
  });

  test('goes on onto other images, with D’s first layers as they were', async () => {
    const { library } = place;
    const dataset = await place.importOthers(30);
    const changes = { dataset, 'transfer.frozen': 2, 'images.heldOut': 0 } as const;
    const record = await branch(4, changes);
    expect(record).toMatchObject({ parent: { run: parent, step: 4 }, dataset: { id: dataset, count: 30 } });
    const [saved, first] = [await library.readCheckpoint(parent, 4), await library.readCheckpoint(record.id, 0)];
    expect(weights(first)).toEqual(weights(saved));
    // What was found out about the images before is not taken over.
    expect([saved.numbers, first.numbers]).toEqual([expect.anything(), undefined]);
    const dense = saved.discriminator.map(({ name }) => name).filter((name) => name.endsWith('/kernel'));
    const still = dense.slice(0, 2).map((name) => name.split('/')[0]);
    const isStill = ({ name }: { name: string }): boolean => still.includes(name.split('/')[0]);
    const kept = saved.optimizers.discriminator.slots.filter((slot) => !isStill(slot));
    expect(first.optimizers.discriminator).toEqual({ ...saved.optimizers.discriminator, slots: kept });
    expect((await trainHere(library, record.id)).state).toBe('finished');
    const trained = await library.readCheckpoint(record.id, 6);
    expect(trained.discriminator.filter(isStill)).toEqual(saved.discriminator.filter(isStill));
    expect(trained.discriminator.at(-1)).not.toEqual(saved.discriminator.at(-1));
    // Thawed again, D’s optimiser knows too little of them to go on.
    const thawed = await prepareBranch({
      ...{ library, bundledDir: BUNDLED },
      ...{ from: { run: record.id, step: 6 }, changes: { 'transfer.frozen': 0 } },
    });
    const { optimizers } = await library.readCheckpoint(thawed.id, 0);
    expect(optimizers).toEqual({ ...trained.optimizers, discriminator: { iterations: 0, slots: [] } });
    expect((await trainHere(library, thawed.id)).state).toBe('finished');
  });

  test('begins with new optimisers where asked to', async () => {
    const { id } = await branch(4, { 'transfer.optimizers': 'fresh' });
    const anew = { iterations: 0, slots: [] };
    expect((await place.library.readCheckpoint(id, 0)).optimizers).toEqual({ generator: anew, discriminator: anew });
  });

  test('alone may freeze layers: new weights would never learn', async () => {
    await expect(place.prepare({ 'transfer.frozen': 1 })).rejects.toThrow('begin from a checkpoint');
  });

  test.each([
    [{ 'transfer.frozen': 3 }, 'set transfer.frozen to 2 or less'],
    [{ 'images.heldOut': 5 }, 'images.heldOut cannot change'],
    [{ 'latent.size': 7 }, 'latent.size cannot change'],
    [{ 'network.width': 2 }, 'network.width cannot change'],
    [{ dataset: 'fashion-mnist' }, 'Fashion-MNIST has 28 × 28 grey'],
    [{ dataset: 'nope' }, 'no data set called'],
  ] as const)('is refused with a sentence for %o', async (changes, words) => {
    const before = (await place.library.listRuns()).length;
    await expect(branch(4, changes)).rejects.toThrow(words);
    expect(await place.library.listRuns()).toHaveLength(before);
  });

  test('never begins from random weights where its first checkpoint was lost', async () => {
    const { id } = await branch(4);
    rmSync(join(place.library.runDir(id), 'checkpoints', 'step-00000000'), { recursive: true });
    await expect(trainHere(place.library, id)).rejects.toThrow('The checkpoint this run began from cannot be read');
  });

  test('is refused where that checkpoint is not there, or is damaged', async () => {
    await expect(branch(3)).rejects.toMatchObject({ code: 'not-found' });
    rmSync(join(place.library.runDir(parent), 'checkpoints', 'step-00000004', 'generator', 'weights.bin'));
    await expect(branch(4)).rejects.toThrow(/checkpoint of step 4|damaged/);
  });
});
