import { describe, expect, test } from 'vitest';
import { drawLatents } from '../../../electron/engine/training/latents.ts';
import { walkLatents, type LatentWalk } from '../../../electron/engine/training/latent-walk.ts';

const WALK: LatentWalk = { prior: 'normal', latentSize: 100, tiles: 3, latents: 4, frames: 40 };
const fixedOf = (prior: LatentWalk['prior']): Float32Array =>
  drawLatents(prior, { seed: 7, purpose: 'sampleLatents', step: 0 }, WALK.tiles * WALK.latents, WALK.latentSize);
const row = (latents: Float32Array, index: number): number[] => [
  ...latents.subarray(index * WALK.latentSize, (index + 1) * WALK.latentSize),
];
const length = (vector: readonly number[]): number => Math.hypot(...vector);
const between = (a: readonly number[], b: readonly number[]): number => length(a.map((value, i) => value - b[i]!));

describe.each(['normal', 'uniform'] as const)('a walk through latents of the %s prior', (prior) => {
  const fixed = fixedOf(prior);
  const walk = { ...WALK, prior };
  const at = (frame: number): Float32Array => walkLatents(fixed, frame, walk);

  test('begins with the fixed latents, passes each, and closes', () => {
    for (let latent = 0; latent < walk.latents; latent += 1)
      for (let tile = 0; tile < walk.tiles; tile += 1)
        expect(between(row(at(latent * 10), tile), row(fixed, latent * walk.tiles + tile))).toBeLessThan(1e-5);
    expect(at(walk.frames)).toEqual(at(0));
  });

  test('moves by equal steps between two latents, the last of them to the first frame', () => {
    for (let tile = 0; tile < walk.tiles; tile += 1)
      for (let latent = 0; latent < walk.latents; latent += 1) {
        const steps = Array.from({ length: 10 }, (_, step) =>
          between(row(at(latent * 10 + step), tile), row(at(latent * 10 + step + 1), tile)),
        );
        // Along an arc the angle is what is equal, and lengths of the ends differ a little.
        expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(prior === 'normal' ? 1.3 : 1.0001);
      }
  });

  test('gives every tile a walk of its own, and the same one each time', () => {
    expect(row(at(5), 0)).not.toEqual(row(at(5), 1));
    expect(at(5)).toEqual(walkLatents(fixedOf(prior), 5, walk));
  });
});

describe('half-way between two latents', () => {
  const frame = 5;
  test('of the normal prior the length stays that of the ends, where a line would fall short', () => {
    const fixed = fixedOf('normal');
    const [from, to] = [row(fixed, 0), row(fixed, WALK.tiles)];
    const made = row(walkLatents(fixed, frame, WALK), 0);
    const straight = from.map((value, i) => (value + to[i]!) / 2);
    const ends = (length(from) + length(to)) / 2;
    expect(length(made) / ends).toBeGreaterThan(0.97);
    expect(length(made) / ends).toBeLessThan(1.03);
    expect(length(straight) / ends).toBeLessThan(0.8);
  });

  test('of the uniform prior it is the middle', () => {
    const fixed = fixedOf('uniform');
    const middle = row(fixed, 0).map((value, i) => (value + row(fixed, WALK.tiles)[i]!) / 2);
    expect(between(row(walkLatents(fixed, frame, { ...WALK, prior: 'uniform' }), 0), middle)).toBeLessThan(1e-5);
  });

  test('of two latents on one line, where no arc is defined, it lies on that line', () => {
    const walk = { ...WALK, latentSize: 2, tiles: 1, latents: 2, frames: 4 };
    expect([...walkLatents(Float32Array.of(1, 2, 2, 4), 1, walk)]).toEqual([1.5, 3]);
    expect([...walkLatents(Float32Array.of(0, 0, 2, 4), 1, walk)]).toEqual([1, 2]);
  });
});
