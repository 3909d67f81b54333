import { expect, test } from 'vitest';
import { groundOf, isInverted } from '../../../electron/shared/import/ground.ts';

const ground = (brightness: number, contrast: number): ReturnType<typeof groundOf> =>
  groundOf({ border: { brightness, contrast } });

test('a ground is told where the border is even', () => {
  expect([ground(255, 0), ground(0, 0), ground(200, 40), ground(30, 90)]).toEqual(['light', 'dark', 'light', 'dark']);
  // Half of it light, half dark; light with much upon it; and neither light nor dark.
  expect([ground(127, 127), ground(160, 60), ground(130, 0), ground(110, 3)]).toEqual([null, null, null, null]);
});

test('tones are inverted where the ground is of the other kind', () => {
  const [light, dark, uneven] = [
    { border: { brightness: 250, contrast: 3 } },
    { border: { brightness: 5, contrast: 3 } },
    { border: { brightness: 120, contrast: 100 } },
  ];
  const busy = { border: { brightness: 190, contrast: 90 } };
  const inverted = (tones: Parameters<typeof isInverted>[0]): boolean[] =>
    [light, dark, uneven].map((facts) => isInverted(tones, facts));
  expect(inverted('own')).toEqual([false, false, false]);
  expect(inverted('inverted')).toEqual([true, true, true]);
  expect(inverted('light-on-dark')).toEqual([true, false, false]);
  expect(inverted('dark-on-light')).toEqual([false, true, false]);
  // What reaches far into its border says nothing of whether grounds are mixed; where they are, it is turned round with the others.
  expect([groundOf(busy), isInverted('light-on-dark', busy), isInverted('dark-on-light', busy)]).toEqual([
    null,
    true,
    false,
  ]);
});
