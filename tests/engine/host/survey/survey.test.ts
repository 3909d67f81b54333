import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SurveyProgress } from '@shared/browse.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { MEASURES, measuresOf } from '@shared/picture-measures.ts';
import { datasetPage, makeVersion } from '../../../../electron/data/index.ts';
import { buildDataset } from '../../../../electron/data/library/build.ts';
import { measureDataset } from '../../../../electron/engine/host/survey/measure.ts';
import { measuresKept, orderKept, surveyed } from '../../../../electron/engine/host/survey/kept.ts';
import { Sight } from '../../../../electron/engine/host/survey/sight.ts';
import { readFeatures, writeFeatures } from '../../../../electron/store/features.ts';
import { featuresFolder } from '../../../../electron/store/paths.ts';

const bundledDir = resolve('resources/datasets');
const image = { height: 16, width: 16, channels: 3 } as const;
const COUNT = 40;
/** All alike but for their shade, and one chequered. */
const ODD = 17;
const level = (index: number, pixel: number): number =>
  index === ODD ? 255 * ((pixel + Math.floor(pixel / 16)) % 2) : ((index * 7) % COUNT) * 3 + (pixel % 16);
const pictureOf = (index: number): Uint8Array =>
  Uint8Array.from({ length: 16 * 16 * 3 }, (_, at) => level(index, Math.floor(at / 3)) / ((at % 3) + 1));

let library: string;
let record: DatasetRecord;
beforeAll(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-survey-'));
  ({ record } = await buildDataset(library, image, async (pixels) => {
    for (let index = 0; index < COUNT; index += 1) await pixels.append(pictureOf(index));
    const numbers = Uint16Array.from({ length: COUNT }, (_, index) => index % 2);
    const report = { imported: COUNT, refused: [], labels: [], seconds: 0 };
    return { name: 'Shades', source: 'made', licence: null, labels: ['even', 'odd'], numbers, report };
  }));
});
afterAll(() => rm(library, { recursive: true, force: true }));

const asked = (dataset = record.id, signal = new AbortController().signal) => {
  const told: SurveyProgress[] = [];
  return {
    args: { library, bundledDir, dataset, signal, onProgress: (one: SurveyProgress) => void told.push(one) },
    told,
  };
};

test('measures are those of every picture, go on behind what is kept, and sort pages and labels', async () => {
  expect(await orderKept(library, record, { by: 'sharpness', descending: false })).toBeNull();
  expect(await surveyed(library, record)).toEqual({ measures: false, oddness: false, seen: COUNT });
  // Begun before: what is kept is believed.
  const begun = Float32Array.from({ length: 2 * MEASURES.length }, () => 1000);
  await writeFeatures(library, measuresKept(record), begun);
  const { args, told } = asked();
  await measureDataset(args);
  expect(told[0]).toEqual({ step: 'measures', done: 2, total: COUNT });
  expect(told.at(-1)).toEqual({ step: 'measures', done: COUNT, total: COUNT });
  const rows = await readFeatures(library, measuresKept(record));
  expect(rows).toHaveLength(COUNT * MEASURES.length);
  expect(rows.subarray(0, begun.length)).toEqual(begun);
  for (let index = 2; index < COUNT; index += 1) {
    const own = measuresOf(pictureOf(index), image);
    for (const [place, measure] of MEASURES.entries())
      expect(rows[index * MEASURES.length + place], `${measure} of ${index}`).toBe(Math.fround(own[measure]));
  }

  const order = await orderKept(library, record, { by: 'brightness', descending: true });
  const bright = (index: number): number => (index < 2 ? 1000 : measuresOf(pictureOf(index), image).brightness);
  const expected = Array.from({ length: COUNT }, (_, index) => index).sort((a, b) => bright(b) - bright(a) || a - b);
  expect([...(order ?? [])]).toEqual(expected);
  const page = await datasetPage(library, bundledDir, record.id, { label: 1, page: 0, order });
  expect(page.indices).toEqual(expected.filter((index) => index % 2 === 1));
  expect(page.total).toBe(COUNT / 2);
  expect(page.pixels.subarray(0, pictureOf(0).length)).toEqual(pictureOf(page.indices[0] ?? 0));
});

test('measuring that is stopped says so, and a version is measured by itself', async () => {
  const stopped = new AbortController();
  stopped.abort(new Error('enough'));
  const revision = { name: 'Fewer', leaveOut: [0, 5], labels: { rename: {}, drop: [], most: null } };
  const signal = new AbortController().signal;
  const version = await makeVersion({ libraryDir: library, bundledDir, id: record.id, revision, signal });
  await expect(measureDataset(asked(version.id, stopped.signal).args)).rejects.toThrow('enough');
  await measureDataset(asked(version.id).args);
  const rows = await readFeatures(library, measuresKept(version));
  expect(rows[MEASURES.indexOf('brightness')]).toBe(Math.fround(measuresOf(pictureOf(1), image).brightness));
});

test('the odd one out is found by what the network sees, and every picture is nearest to itself', async () => {
  const sight = new Sight();
  const { args, told } = asked();
  await sight.survey(args);
  expect(told.map(({ step }) => step)).toContain('features');
  expect(told.at(-1)).toEqual({ step: 'distances', done: COUNT, total: COUNT });
  const odd = await orderKept(library, record, { by: 'oddness', descending: true });
  expect(odd?.[0]).toBe(ODD);
  expect(await surveyed(library, record)).toMatchObject({ oddness: true });
  const near = await sight.nearest(args, 3);
  expect(near).toHaveLength(COUNT);
  expect(near[0]).toBe(3);
  expect(near.at(-1)).toBe(ODD);
  await expect(sight.nearest(args, COUNT)).rejects.toThrow('"Shades" has no image 41. Choose one of its own.');
  expect((await readdir(featuresFolder(library))).filter((name) => name.startsWith(record.hash)).sort()).toEqual(
    ['', 'measures-', 'oddness-'].map((what) => `${record.hash}.${what}1.bin`).sort(),
  );
});
