import { decode } from 'fast-png';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planWall, WALL_GAP } from '../../renderer/src/first-start/wall.ts';
import { QUICK_START } from '@shared/quick-start.ts';
import { FASHION_MNIST } from '../../electron/data/bundled/fashion-mnist.ts';
import facts from '../../renderer/src/first-start/wall.json';

const ALL = { columns: 7, rows: 6, side: 28 };

describe('the wall of pictures', () => {
  it('holds the steps and latents its facts name', () => {
    const picture = decode(readFileSync(new URL('../../renderer/src/first-start/wall.png', import.meta.url)));
    expect([picture.width, picture.height]).toEqual([facts.steps.length * facts.side, facts.rows * facts.side]);
    expect(facts.steps[0]).toBe(0);
    expect([facts.preset, facts.dataset]).toEqual([QUICK_START.preset, FASHION_MNIST.record.name]);
  });

  it('shows everything at 4× in the window’s base size', () => {
    expect(planWall({ width: 868, height: 800 }, ALL)).toEqual({ columns: [0, 1, 2, 3, 4, 5, 6], rows: 6, zoom: 4 });
  });

  it('fits its room, from noise to the last epoch, never leaving whole-number zoom', () => {
    fc.assert(
      fc.property(fc.integer({ min: 150, max: 3000 }), fc.integer({ min: 120, max: 2000 }), (width, height) => {
        const { columns, rows, zoom } = planWall({ width, height }, ALL);
        expect(Number.isInteger(zoom) && zoom >= 1).toBe(true);
        expect(columns.length * 28 * zoom + (columns.length - 1) * WALL_GAP).toBeLessThanOrEqual(width);
        expect(rows * 28 * zoom + (rows - 1) * WALL_GAP).toBeLessThanOrEqual(height);
        expect([columns[0], columns.at(-1)]).toEqual([0, 6]);
        expect(new Set(columns).size).toBe(columns.length);
      }),
    );
  });
});
