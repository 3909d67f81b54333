import { expect, it } from 'vitest';
import { measure, prepare, type Pictures, type Values } from '../../../electron/engine/evaluation/measure.ts';
import { MEASURED_IDS } from '../../../electron/shared/measured.ts';
import { chosen, madeUp, seenBefore } from './made.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const real = madeUp(1, 60);
const labels = Uint16Array.from(upTo(60), (at) => at % 4);
const prepared = prepare({ real, trained: seenBefore(madeUp(2, 80)), classes: { count: 4, labels } });
const beside = (fakes: Pictures): Promise<Values> => measure(fakes, prepared);

it('gives each number that is described, and all of them finite', async () => {
  const values = await beside(madeUp(3, 50));
  // What D knows by heart is not seen in fakes.
  expect([...Object.keys(values), 'byHeart']).toEqual(MEASURED_IDS);
  for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite);
});

it('finds no distance between a set and itself', async () => {
  const values = await beside(real);
  for (const id of ['swdFeatures', 'swdPixels'] as const) expect(values[id]).toBe(0);
  expect(values.fdLite0).toBeLessThan(1e-4);
  expect(values.kid).toBeLessThan(0);
  for (const id of ['precision', 'recall', 'coverage', 'diversity', 'grain', 'checkerboard'] as const)
    expect(values[id]).toBeCloseTo(1, 9);
  expect(values.classes).toBeCloseTo(1, 9);
  expect(values.density).toBeGreaterThan(1);
});

it('does not depend on the order of the fakes', async () => {
  const fakes = madeUp(3, 50);
  const { kidSd: first, ...values } = await beside(fakes);
  const { kidSd: second, ...turned } = await beside(chosen(fakes, upTo(50).reverse()));
  for (const [id, value] of Object.entries(values)) expect(turned[id as keyof typeof turned]).toBeCloseTo(value!, 5);
  // Other halves of the same pictures.
  expect(second / first).toBeGreaterThan(0.5);
  expect(second / first).toBeLessThan(2);
});

it('measures one picture repeated, and flat ones', async () => {
  const one = await beside(chosen(real, Array<number>(50).fill(7)));
  expect(one).toMatchObject({ precision: 1, recall: 1 / 60, diversity: 0 });
  expect(one.kid).toBeGreaterThan(1);
  expect(one.fdLite0).toBeGreaterThan(100);
  const flat = {
    ...madeUp(3, 50),
    pixels: new Uint8Array(50 * 16 * 16).fill(128),
    features: new Float32Array(50 * 192),
  };
  const values = await beside(flat);
  for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite);
  expect(values).toMatchObject({ diversity: 0, copies: 0 });
  expect(values.grain).toBeLessThan(0.01);
});

it('finds what moves each number', async () => {
  const fakes = madeUp(3, 50);
  const far = { ...fakes, features: fakes.features.map((value) => value + 30) };
  const near = await beside(fakes);
  const moved = await beside(far);
  for (const id of ['kid', 'fdLite0', 'swdFeatures'] as const) expect(moved[id]).toBeGreaterThan(10 * near[id]);
  for (const id of ['precision', 'recall', 'density', 'coverage'] as const) expect(moved[id]).toBe(0);
  expect(moved.diversity).toBeCloseTo(near.diversity, 6);
});

it('knows training images again, whether the real ones are among them or not', async () => {
  const fakes = chosen(madeUp(2, 80), upTo(20));
  expect(await beside(fakes)).toMatchObject({ copies: 1 });
  expect(await measure(fakes, prepare({ real, trained: seenBefore(real) }))).toMatchObject({ copies: 0 });
  const half = chosen(real, [...upTo(10), ...upTo(10)]);
  expect(await measure(half, prepare({ real, trained: seenBefore(real) }))).toMatchObject({ copies: 1 });
  expect(await measure(fakes, prepare({ real, trained: seenBefore(chosen(real, [])) }))).toMatchObject({
    copies: null,
  });
});

it('counts the classes that are missing', async () => {
  // Each label moves a feature of its own.
  const marked = { ...real, features: real.features.slice() };
  for (const [at, label] of labels.entries()) marked.features[at * 192 + label]! += 200;
  const told = prepare({ real: marked, trained: seenBefore(real), classes: { count: 4, labels } });
  const those = (kept: number): Promise<Values> =>
    measure(
      chosen(
        marked,
        upTo(60).filter((at) => at % 4 < kept),
      ),
      told,
    );
  expect((await those(4)).classes).toBeCloseTo(1, 6);
  expect((await those(3)).classes).toBeCloseTo(0.75, 3);
  expect((await those(1)).classes).toBeCloseTo(0.25, 3);
  expect(await measure(marked, prepare({ real: marked, trained: seenBefore(real) }))).toMatchObject({ classes: null });
});

it('sees blur, noise and a pattern of the strides in pixels', async () => {
  const side = 32;
  const waves = madeUp(5, 40, { side });
  const drawn = (of: (picture: number, row: number, column: number) => number): Pictures => ({
    ...waves,
    pixels: Uint8Array.from({ length: 40 * side * side }, (_, at) => {
      const [picture, row, column] = [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side];
      return (
        128 + 60 * Math.sin((picture + row) * 1.1) * Math.sin(column * (0.9 + picture / 50)) + of(picture, row, column)
      );
    }),
  });
  const noise = (of: number) => (picture: number, row: number, column: number) =>
    (of * (waves.pixels[(picture * side + row) * side + column]! - 128)) / 128;
  const beside = prepare({ real: drawn(noise(8)), trained: seenBefore(waves) });
  const same = await measure(drawn(noise(8)), beside);
  expect(same).toMatchObject({ grain: 1, checkerboard: 1 });
  expect(
    (
      await measure(
        drawn(() => 0),
        beside,
      )
    ).grain,
  ).toBeLessThan(0.75);
  expect((await measure(drawn(noise(16)), beside)).grain).toBeGreaterThan(1.5);
  const stripes = await measure(
    drawn((picture, row, column) => noise(8)(picture, row, column) + 4 * (column % 2)),
    beside,
  );
  expect(stripes.checkerboard).toBeGreaterThan(3);
  expect(stripes.grain).toBeCloseTo(1, 1);
  const small = prepare({ real: madeUp(1, 20, { side: 12 }), trained: seenBefore(waves) });
  expect(await measure(madeUp(2, 20, { side: 12 }), small)).toMatchObject({ checkerboard: null });
});

it('can be cancelled', async () => {
  await expect(measure(real, prepared, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  const stop = new AbortController();
  const measuring = measure(real, prepared, stop.signal);
  setTimeout(() => {
    stop.abort(new Error('enough'));
  });
  await expect(measuring).rejects.toThrow('enough');
});

it('says what it cannot measure', async () => {
  await expect(beside(madeUp(3, 9))).rejects.toThrow('There are 9 fakes to measure by: at least 10 are needed.');
  expect(() => prepare({ real: madeUp(3, 9), trained: seenBefore(real) })).toThrow('9 real pictures');
  expect(() => prepare({ real: chosen(real, Array<number>(20).fill(3)), trained: seenBefore(real) })).toThrow(
    'all alike',
  );
  await expect(beside(madeUp(3, 50, { side: 20 }))).rejects.toThrow('their own shape');
});
