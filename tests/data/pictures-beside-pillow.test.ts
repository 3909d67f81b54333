import { beforeAll, describe, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import { prepareDecoder } from '../../electron/data/decoder/decode.ts';
import { PICTURES, TONES } from '../golden/pictures.ts';
import { decodeImage } from './support/decode.ts';

beforeAll(() => prepareDecoder());

/** The largest difference of two images, and the mean one. */
function differences(one: Uint8Array, other: Uint8Array): { most: number; mean: number } {
  expect(one).toHaveLength(other.length);
  const each = Array.from(one, (value, index) => Math.abs(value - (other[index] ?? 0)));
  return { most: Math.max(...each), mean: each.reduce((sum, value) => sum + value, 0) / each.length };
}

describe('the same picture in 8 and 16 bits has the same tones, and those of LittleCMS', () => {
  const { width, height } = TONES;
  /** The picture's own pixels: whole, in the middle of a square as wide as it is. */
  const decode = async (png: Uint8Array): Promise<Uint8Array> => {
    const whole = await decodeImage(png, { ...square(width), channels: 3, fit: 'pad' });
    const above = ((width - height) / 2) * width * 3;
    return whole.subarray(above, above + width * height * 3);
  };

  test.each(PICTURES.tones)('$kind, profile: $profile', async ({ kind, profile, bits8, bits16, srgb }) => {
    const eight = await decode(bits8);
    expect(differences(eight, srgb).most).toBeLessThanOrEqual(2);
    // Beside greys with a profile, libvips rounds an alpha of 16 bits down.
    const roundedDown = kind === 'LA' && profile !== 'none' ? 1 : 0;
    expect(differences(await decode(bits16), eight).most).toBeLessThanOrEqual(roundedDown);
  });

  test('of which a profile changes some by more than that', () => {
    const [plain, ...profiled] = PICTURES.tones.filter(({ kind }) => kind === 'RGB');
    for (const { srgb } of profiled)
      expect(differences(srgb, plain?.srgb ?? new Uint8Array()).most).toBeGreaterThan(20);
  });
});

describe('a picture of which a side is enlarged is what Pillow makes of it', () => {
  test.each(PICTURES.sizes)('$width × $height, $fit to $across × $down', async (picture) => {
    const { png, across, down, fit, pixels, width, height } = picture;
    const made = await decodeImage(png, { width: across, height: down, channels: 1, fit });
    const { most, mean } = differences(made, pixels);
    const shrinks = fit === 'stretch' && (width > across || height > down);
    // What is made smaller is left to libvips, whose first step is another.
    expect(mean).toBeLessThan(shrinks ? 1 : 0.01);
    expect(most).toBeLessThanOrEqual(shrinks ? 12 : 1);
  });
});
