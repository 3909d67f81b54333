import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINIMUM_SIZE, restoreBounds } from '../../electron/main/window/bounds.ts';
import { nextZoom, ZOOM_STEPS } from '../../electron/main/window/zoom.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 };
const RIGHT = { x: 1920, y: 0, width: 1280, height: 1024 };

describe('restoreBounds', () => {
  it('opens where the window was left', () => {
    const left = { x: 100, y: 50, width: 1200, height: 800 };
    expect(restoreBounds(left, [SCREEN])).toEqual(left);
    expect(restoreBounds({ ...left, x: 2000 }, [SCREEN, RIGHT])).toEqual({ ...left, x: 2000 });
  });

  it('opens in the middle at the same size when that screen is gone', () => {
    expect(restoreBounds({ x: 2000, y: 50, width: 1200, height: 800 }, [SCREEN])).toEqual({ width: 1200, height: 800 });
  });

  it('does not open under the top edge, where the title bar is out of reach', () => {
    expect(restoreBounds({ x: 100, y: -300, width: 1200, height: 800 }, [SCREEN])).toEqual({
      width: 1200,
      height: 800,
    });
  });

  it('has a usual size, no larger than the screen', () => {
    expect(restoreBounds(null, [SCREEN])).toEqual({ width: 1440, height: 900 });
    expect(restoreBounds(null, [{ ...SCREEN, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 });
  });

  it('is never smaller than the smallest size, and never out of reach', () => {
    const side = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 0, max: 6000 });
    fc.assert(
      fc.property(fc.record({ x: side, y: side, width: size, height: size }), (saved) => {
        const bounds = restoreBounds(saved, [SCREEN, RIGHT]);
        expect(bounds.width).toBeGreaterThanOrEqual(MINIMUM_SIZE.width);
        expect(bounds.height).toBeGreaterThanOrEqual(MINIMUM_SIZE.height);
        if (bounds.x === undefined || bounds.y === undefined) return;
        expect(bounds.y).toBeGreaterThanOrEqual(0);
        expect(bounds.x).toBeLessThan(RIGHT.x + RIGHT.width);
        expect(bounds.x + bounds.width).toBeGreaterThan(0);
      }),
    );
  });
});

describe('nextZoom', () => {
  it('steps through every size and stops at 50 and 200 %', () => {
    const upwards = [0.5];
    while (upwards.length < 30) upwards.push(nextZoom(upwards.at(-1)!, 'in'));
    expect([...new Set(upwards)]).toEqual([...ZOOM_STEPS]);
    const downwards = [2];
    while (downwards.length < 30) downwards.push(nextZoom(downwards.at(-1)!, 'out'));
    expect([...new Set(downwards)].reverse()).toEqual([...ZOOM_STEPS]);
  });

  it('stays within 50–200 % from any factor', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom('in' as const, 'out' as const), (factor, direction) => {
        const next = nextZoom(factor, direction);
        expect(next).toBeGreaterThanOrEqual(0.5);
        expect(next).toBeLessThanOrEqual(2);
      }),
    );
  });
});
