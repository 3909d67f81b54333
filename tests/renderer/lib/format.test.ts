import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseName,
  bytes,
  count,
  duration,
  imageShape,
  plain,
  plural,
  roughDuration,
} from '../../../renderer/src/lib/format.ts';

describe('numbers in words', () => {
  it('groups counts and not settings', () => {
    expect(count(14_070)).toBe('14,070');
    expect(plain(30_000)).toBe('30000');
    expect(plain(2e-4)).toBe('0.0002');
    expect(plain(0)).toBe('0');
  });

  it('writes settings so that they read back', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(Number(plain(value))).toBe(value);
      }),
    );
  });

  it('takes the singular for one', () => {
    expect(plural(1, 'image')).toBe('1 image');
    expect(plural(2297, 'image')).toBe('2,297 images');
    expect(plural(2, 'entry', 'entries')).toBe('2 entries');
  });

  it('rounds sizes to what one reads', () => {
    expect([0, 999, 1000, 11_594_722, 999_600, 4_920_000_000].map(bytes)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '12 MB',
      '1.0 MB',
      '4.9 GB',
    ]);
  });

  it('rounds spans of time to what one reads', () => {
    expect([0, 2.4, 59.6, 270, 440, 3599, 3600, 13_800].map(duration)).toEqual([
      '0 s',
      '2 s',
      '1 min',
      '4 min 30 s',
      '7 min 20 s',
      '1 h',
      '1 h',
      '3 h 50 min',
    ]);
  });

  it('writes shares and image shapes', () => {
    expect(imageShape({ width: 28, height: 32, channels: 1 })).toBe('28 × 32, grey');
    expect(imageShape({ width: 64, height: 64, channels: 3 })).toBe('64 × 64, colour');
  });

  it('finds the last part of any system’s path', () => {
    expect(baseName('/home/ada/Pictures/shoes/')).toBe('shoes');
    expect(baseName('C:\\Users\\ada\\shoes')).toBe('shoes');
    expect(baseName('/')).toBe('/');
  });
});

describe('a time that is only guessed at', () => {
  it.each([
    [0.2, '1 s'],
    [47, '50 s'],
    [58, '1 min'],
    [227, '4 min'],
    [3500, '1 h'],
    [7980, '2 h'],
    [86_000, '1 day'],
    [1_000_000, '10 days'],
  ])('%d s is about %s', (seconds, text) => {
    expect(roughDuration(seconds)).toBe(text);
  });
});
