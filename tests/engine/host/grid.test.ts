import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { gridPng } from '../../../electron/engine/host/grid.ts';

describe('the sample grid', () => {
  test('lies row by row without gaps, black where no image is', async () => {
    const tiles = [1, 2, 3].flatMap((value) => new Array<number>(4).fill(value * 10));
    const { width, height, channels, data } = decode(
      await gridPng(Uint8Array.from(tiles), { height: 2, width: 2, channels: 1 }),
    );
    expect({ width, height, channels }).toEqual({ width: 4, height: 4, channels: 1 });
    expect([...data]).toEqual([10, 10, 20, 20, 10, 10, 20, 20, 30, 30, 0, 0, 30, 30, 0, 0]);
  });

  test('colour images keep their channels together', async () => {
    const { channels, data } = decode(
      await gridPng(Uint8Array.from([1, 2, 3, 4, 5, 6]), { height: 1, width: 1, channels: 3 }),
    );
    expect(channels).toBe(3);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
