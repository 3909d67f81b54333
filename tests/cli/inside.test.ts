import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Inside } from '@shared/inside.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';
import { forgerOn } from './support/forger.ts';

let place: TemporaryLibrary;
let id: string;
beforeAll(async () => {
  place = await temporaryLibrary();
  ({ id } = await place.prepare({ steps: 10, 'evaluations.every': 0 }));
});
afterAll(() => place.remove());

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(place.library.dir, words);

type Facts = Inside & Record<'generator' | 'discriminator', { images?: number; activations?: object[] }>;
const linesOf = (out: string): Facts[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Facts);

it('looks inside a checkpoint, and at all of them', async () => {
  expect((await forger('inside', id)).err).toMatch(/no checkpoint yet/);
  await trainHere(place.library, id);
  const steps = (await place.library.listCheckpoints(id)).map(({ step }) => step);
  expect(steps).toEqual([5, 10]);

  const [newest] = linesOf((await forger('inside', 'latest', '--json')).out);
  expect(newest).toMatchObject({ run: id, step: 10, generator: { updates: 10, images: 64 } });
  expect(newest?.generator.layers[0]).toMatchObject({ layer: '0_dense', ratio: expect.any(Number) });
  expect(newest?.generator.activations?.[1]).toMatchObject({
    layer: '1_leakyRelu',
    units: { count: expect.any(Number) },
  });
  expect(JSON.stringify(newest)).not.toMatch(/pixels/);

  const all = linesOf((await forger('inside', id, '--all', '--json')).out);
  expect(all.map(({ step }) => step)).toEqual(steps);
  expect(all[1]?.discriminator.layers).toEqual(newest?.discriminator.layers);
  expect(all[0]?.discriminator.activations).toBeUndefined();

  const { out } = await forger('inside', id, '--step', '5');
  expect(out).toMatch(
    /^ +layer +values +weights +gradient +update +update\/weights +spectral norm +mean +deviation +dead\n/,
  );
  expect(out).toMatch(/^G {2}0_dense +[\d,]+ +[\d.]+/m);
  expect(out).toMatch(/^D {2}\d_leakyRelu .* \d+ %$/m);
  expect((await forger('inside', id, '--all', '--step', '5')).err).toMatch(/--all.*--step/);
});

it('says that D saw no real images where the data set is gone', async () => {
  const { dataset } = await place.library.readRun(id);
  await rm(join(place.library.dir, 'datasets', dataset.id), { recursive: true });
  const { code, err } = await forger('inside', id, '--json');
  expect(code).toBe(0);
  expect(err).toMatch(/D saw no real images here\. .*not in this library/);
});
