import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { shareBelow } from '@shared/verdict/distribution.ts';
import type { SeenSubject } from '@shared/verdict/subject.ts';
import type { Neighbour, Verdict, VerdictProgress } from '@shared/verdict/verdict.ts';
import { takesForReal } from '@shared/verdict/words.ts';
import { openDataset, openToTrain } from '../../../../electron/data/index.ts';
import { Court } from '../../../../electron/engine/host/index.ts';
import type * as opening from '../../../../electron/engine/host/vision/open.ts';
import { imagesOfRun } from '../../../../electron/engine/host/images-of-run.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../../support/library.ts';
import { noisyImages, TINY_IMAGE } from '../../support/tiny.ts';

const sight = vi.hoisted(() => ({ lost: false }));
vi.mock('../../../../electron/engine/host/vision/open.ts', async (original) => {
  const real = await original<typeof opening>();
  const openVision: typeof real.openVision = () =>
    sight.lost
      ? Promise.reject(new ForgerError('not-found', 'The network that sees pictures is not here.'))
      : real.openVision();
  return { ...real, openVision };
});

let place: TemporaryLibrary;
let run: string;
let pixels: Uint8Array;
const court = new Court();

beforeAll(async () => {
  place = await temporaryLibrary(64);
  // G hardly learns, so that D comes to know real from fake.
  const { id, dataset } = await place.prepare({
    ...{ steps: 120, 'evaluations.every': 0 },
    ...{ 'optimizer.generator.learningRate': 1e-6, 'optimizer.discriminator.learningRate': 0.01 },
  });
  run = id;
  await trainHere(place.library, id);
  ({ pixels } = await openDataset(place.library.dir, BUNDLED, dataset.id));
});
afterAll(() => {
  court.dispose();
  place.remove();
});

async function ask(subject: SeenSubject, rest: { step?: number | null; court?: Court } = {}) {
  const progress: VerdictProgress[] = [];
  const scored: Verdict[] = [];
  const verdict = await (rest.court ?? court).ask({
    ...{ library: place.library, bundledDir: BUNDLED, runId: run, subject, step: rest.step ?? null },
    signal: new AbortController().signal,
    onProgress: (news) => void progress.push(news),
    onScored: (news) => void scored.push(news),
  });
  return { verdict, progress, scored };
}
const near = ({ nearest }: Verdict): Neighbour[] => {
  if (!Array.isArray(nearest)) throw new Error('There are no training images.');
  return nearest;
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const imageAt = (index: number): Uint8Array => pixels.slice(index * 16, (index + 1) * 16);

describe('what D says of a picture', () => {
  test('tells real from fake, as it does in training, and the same each time', async () => {
    const { verdict, progress, scored } = await ask({ kind: 'image', index: 5 });
    expect(verdict).toMatchObject({ run, step: 120, epoch: 15, loss: 'cross-entropy', told: null, read: null });
    expect(verdict.image).toEqual(TINY_IMAGE);
    expect(verdict.pixels).toEqual(imageAt(5));
    expect([verdict.real.length, verdict.fake.length]).toEqual([64, 500]);
    // By the middle of its loss, nearly all are told right; the log of the run says the same.
    expect(shareBelow(verdict.real, 0)).toBeLessThan(0.1);
    expect(shareBelow(verdict.fake, 0)).toBeGreaterThan(0.9);
    const { columns } = await place.library.readMetrics(run, 0);
    const real = verdict.real.map((score) => 1 / (1 + Math.exp(-score)));
    expect(mean(real)).toBeCloseTo(columns.dReal.at(-1)!, 1);
    expect(takesForReal(verdict)).toBe(true);
    expect(verdict.real).toContainEqual(expect.closeTo(verdict.score, 4));
    expect(scored).toEqual([{ ...verdict, nearest: null }]);
    expect(progress.at(0)).toEqual({ stage: 'scores', done: 8, total: 564 });
    expect(progress.at(-1)).toEqual({ stage: 'features', done: 64, total: 64 });

    const held = tf.memory().numTensors;
    const again = await ask({ kind: 'pixels', pixels: imageAt(5) });
    expect(again.progress).toEqual([]);
    expect(again.verdict).toEqual(verdict);
    expect(tf.memory().numTensors).toBe(held);
    const fresh = new Court();
    expect((await ask({ kind: 'image', index: 5 }, { court: fresh })).verdict).toEqual(verdict);
    fresh.dispose();
  });

  test('a training image is its own nearest, and a picture of its own is no copy', async () => {
    const { verdict } = await ask({ kind: 'image', index: 9 });
    // This data set repeats itself every thirty images.
    const [first, again, other, ...rest] = near(verdict);
    expect(rest).toHaveLength(5);
    expect(first).toMatchObject({ index: 9, kinship: 'same', label: null, pixels: imageAt(9) });
    expect(first!.distance).toBeLessThan(1e-3);
    expect(again).toMatchObject({ index: 39, kinship: 'same', spacing: first!.spacing });
    expect(other!.distance).toBeGreaterThan(0.1);
    expect(other!.kinship).toBe('apart');
    const noise = Uint8Array.from({ length: 16 }, (_, at) => (at % 3) * 127);
    expect(near((await ask({ kind: 'pixels', pixels: noise })).verdict)[0]!.kinship).toBe('apart');
  });

  test('a sample of the run is taken out of its grid', async () => {
    const [entry] = (await place.library.listSamples(run)).slice(-1);
    const verdicts = await Promise.all(
      [0, 3].map(async (index) => (await ask({ kind: 'sample', file: entry!.file, index })).verdict),
    );
    for (const verdict of verdicts) {
      expect(takesForReal(verdict)).toBe(false);
      expect(shareBelow(verdict.real, verdict.score)).toBeLessThan(0.1);
    }
    expect(verdicts[0]!.pixels).not.toEqual(verdicts[1]!.pixels);
    await expect(ask({ kind: 'sample', file: entry!.file, index: 4 })).rejects.toThrow('The grid has 4 samples');
    await expect(ask({ kind: 'image', index: 64 })).rejects.toThrow('The data set has 64 images');
  });

  test('another checkpoint says something else', async () => {
    const { step } = (await place.library.listCheckpoints(run))[0]!;
    const early = (await ask({ kind: 'image', index: 5 }, { step })).verdict;
    const late = (await ask({ kind: 'image', index: 5 })).verdict;
    expect(early.step).toBeLessThan(late.step);
    expect(early.score).not.toBe(late.score);
    await expect(ask({ kind: 'image', index: 5 }, { step: 7 })).rejects.toThrow(/step 7/);
  });

  test('stands without its relatives where no network that sees is here', async () => {
    const blind = new Court();
    sight.lost = true;
    try {
      const { verdict } = await ask({ kind: 'image', index: 5 }, { court: blind });
      expect(verdict.nearest).toEqual({ missing: 'The network that sees pictures is not here.' });
      expect(takesForReal(verdict)).toBe(true);
    } finally {
      sight.lost = false;
      blind.dispose();
    }
  });
});

test('images held out of training are neither scored as real ones nor near', async () => {
  const other = await temporaryLibrary(noisyImages(200));
  try {
    const record = await other.prepare({ steps: 10, 'images.heldOut': 5, 'evaluations.every': 0 });
    await trainHere(other.library, record.id);
    const { split } = imagesOfRun(await openToTrain(other.library.dir, BUNDLED, record.dataset.id, 2 ** 30), record);
    const [index = 0] = split?.heldOut ?? [];
    const mine = new Court();
    const verdict = await mine.ask({
      ...{ library: other.library, bundledDir: BUNDLED, runId: record.id, step: null },
      ...{ subject: { kind: 'image', index }, signal: new AbortController().signal, onProgress: () => undefined },
    });
    mine.dispose();
    expect(verdict.real).toHaveLength(150);
    expect(near(verdict)).toHaveLength(8);
    for (const one of near(verdict)) expect(split?.trained).toContain(one.index);
  } finally {
    other.remove();
  }
});

test('a run without a checkpoint says so', async () => {
  const { id } = await place.prepare({ steps: 10 });
  const nothing = { signal: new AbortController().signal, onProgress: () => undefined };
  await expect(
    court.ask({
      ...{ library: place.library, bundledDir: BUNDLED, runId: id, step: null, ...nothing },
      subject: { kind: 'image', index: 0 },
    }),
  ).rejects.toThrow('This run has no checkpoint yet. Let it train a little first.');
});
