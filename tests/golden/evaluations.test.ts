import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kid } from '../../electron/engine/evaluation/kid.ts';
import { measure, prepare, type Pictures, type Values } from '../../electron/engine/evaluation/measure.ts';
import { pairsOf, type Rows } from '../../electron/engine/evaluation/rows.ts';
import { chanceAbove } from '../../electron/engine/evaluation/ranking.ts';
import { scale, scalingOf } from '../../electron/engine/evaluation/scaling.ts';
import { smallPictures } from '../../electron/engine/evaluation/small-pictures.ts';
import { slicedWasserstein, slicesOf } from '../../electron/engine/metric/sliced-wasserstein.ts';

interface Packed {
  count: number;
  features: number[];
  pixels: string;
}

type Expected = Omit<Values, 'kidSd' | 'swdFeatures' | 'swdPixels'>;

interface Golden {
  image: Pictures['image'];
  real: Packed;
  fake: Packed;
  labels: { count: number; labels: number[] };
  trained: Packed;
  values: Expected;
  few: { count: number; values: Expected };
  halves: { parts: { real: number[]; fake: number[] }[]; kidSd: number };
  swd: number;
  above: { these: number[]; those: number[]; chance: number };
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'evaluations.json'), 'utf8')) as Golden;
const size = golden.real.features.length / golden.real.count;

/** The first of a set. */
function first({ features, pixels, count: all }: Packed, count: number): Pictures {
  const bytes = Uint8Array.from(Buffer.from(pixels, 'base64'));
  return {
    count,
    image: golden.image,
    pixels: bytes.slice(0, (bytes.length / all) * count),
    features: Float32Array.from(features.slice(0, count * size)),
  };
}

const { count, labels } = golden.labels;
const seen = first(golden.trained, golden.trained.count);
const trained = { features: seen.features, small: smallPictures(seen) };
const [real, fake] = [first(golden.real, golden.real.count), first(golden.fake, golden.fake.count)];
const rows = (features: Float32Array): Rows => scale(features, scalingOf(real.features, real.count));
const [x, y] = [rows(real.features), rows(fake.features)];

function expectNear(got: object, expected: object): void {
  const values = got as Record<string, number>;
  for (const [id, value] of Object.entries(expected) as [string, number][])
    expect(Math.abs(values[id]! - value), `${id}: ${values[id]} for ${value}`).toBeLessThanOrEqual(
      1e-6 * Math.abs(value),
    );
}

it("gives what the papers' definitions give in NumPy and SciPy", async () => {
  const classes = { count, labels: Uint16Array.from(labels) };
  expectNear(await measure(fake, prepare({ real, trained, classes })), golden.values);
});

it('gives the same of fewer pictures than features', async () => {
  const { few } = golden;
  expect(few.count).toBeLessThan(size);
  const [one, other] = [first(golden.real, few.count), first(golden.fake, few.count)];
  const classes = { count, labels: Uint16Array.from(labels.slice(0, few.count)) };
  expectNear(await measure(other, prepare({ real: one, trained, classes })), few.values);
});

it('takes the standard deviation of KID over halves', () => {
  const { parts, kidSd } = golden.halves;
  const halves = parts.map((part) => ({ real: Uint32Array.from(part.real), fake: Uint32Array.from(part.fake) }));
  expectNear(kid({ real: pairsOf(x, x), fake: pairsOf(y, y), between: pairsOf(x, y) }, halves), { kidSd });
});

it('takes the sliced Wasserstein distance of sets of different sizes', () => {
  const axes = Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  const along = { values: axes, count: size, size };
  expectNear({ swd: slicedWasserstein(slicesOf(x.values, along), slicesOf(y.values, along)) }, { swd: golden.swd });
});

it('gives the chance that one score is above another as SciPy’s U of Mann and Whitney does', () => {
  const { these, those, chance } = golden.above;
  expect(chanceAbove(these, those)).toBeCloseTo(chance, 12);
  expect(chanceAbove(those, these)).toBeCloseTo(1 - chance, 12);
  expect([chanceAbove([2, 3], [0, 1]), chanceAbove([1, 1], [1])]).toEqual([1, 0.5]);
});
