import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import type { PictureFacts } from '../../electron/shared/import/facts.ts';
import { decodeImage, lookAtImage, prepareDecoder } from '../../electron/data/decoder/decode.ts';
import { isDecoderMessage } from '../../electron/data/decoder/messages.ts';
import { plain } from './support/decode.ts';
import { FACTS } from './support/fake-decoder.ts';
import { picture } from './support/pictures.ts';

beforeAll(() => prepareDecoder());

/** A light disc that lies off the middle of a dark ground, so that every turn of it is another picture. */
const disc = (side: number, [dark, light] = [20, 220]): Sharp =>
  sharp(
    Uint8Array.from({ length: side * side }, (_, at) => {
      const [x, y] = [(at % side) / side, Math.floor(at / side) / side];
      return (x - 0.42) ** 2 + (y - 0.55) ** 2 < 0.05 ? light : dark;
    }),
    { raw: { width: side, height: side, channels: 1 } },
  );
const decoded = async (bytes: Buffer): Promise<PictureFacts> =>
  (await decodeImage(bytes, plain({ ...square(48), channels: 3, fit: 'crop' }))).facts;
/** Bits in which two hashes differ. */
const bitsApart = (one: string, other: string): number =>
  (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2).replaceAll('0', '').length;

describe('of one picture', () => {
  test('a look and an import tell the same', async () => {
    const bytes = await disc(300).jpeg().toBuffer();
    const [look, made] = [await lookAtImage(bytes), await decoded(bytes)];
    expect({ ...look, hash: '' }).toEqual({
      ...{ ...made, hash: '' },
      brightness: expect.closeTo(made.brightness, -0.5) as number,
      contrast: expect.closeTo(made.contrast, -1) as number,
      border: { brightness: expect.closeTo(20, -0.5) as number, contrast: expect.closeTo(0, -0.5) as number },
      sharpness: expect.closeTo(made.sharpness, -1) as number,
    });
    expect(bitsApart(look.hash, made.hash)).toBeLessThanOrEqual(4);
  });

  test('its head is told upright, and its file by SHA-256', async () => {
    const bytes = await picture(80, 120).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const digest = createHash('sha256').update(bytes).digest('hex');
    const head = { format: 'jpeg', width: 120, height: 80, turned: true, deep: false, frames: 1, digest };
    expect(await lookAtImage(bytes)).toMatchObject({ ...head, colour: true, transparent: false });
    expect(await decoded(bytes)).toMatchObject({ ...head, colour: true, transparent: false });
  });

  test('brightness, contrast and border are those of its pixels', async () => {
    const facts = await lookAtImage(await disc(32).png().toBuffer());
    const share = Math.PI * 0.05;
    expect(facts.brightness).toBeCloseTo(20 + 200 * share, -0.5);
    expect(facts.contrast).toBeCloseTo(200 * Math.sqrt(share * (1 - share)), -0.5);
    expect(facts.border).toEqual({ brightness: 20, contrast: 0 });
  });

  test('transparent is what shows something through, not what could', async () => {
    const opaque = await disc(64).ensureAlpha(1).png().toBuffer();
    const clear = await disc(64).ensureAlpha(0.5).png().toBuffer();
    expect((await sharp(opaque).metadata()).hasAlpha).toBe(true);
    expect([(await decoded(opaque)).transparent, (await lookAtImage(opaque)).transparent]).toEqual([false, false]);
    expect([(await decoded(clear)).transparent, (await lookAtImage(clear)).transparent]).toEqual([true, true]);
  });

  test('16 bits, and frames', async () => {
    const wide = await disc(16).toColourspace('grey16').png().toBuffer();
    expect(await lookAtImage(wide)).toMatchObject({ deep: true, frames: 1 });
    const frames = [await disc(16).png().toBuffer(), await disc(16, [90, 0]).png().toBuffer()];
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await lookAtImage(moving)).toMatchObject({ format: 'gif', width: 16, height: 16, frames: 2 });
  });
});

describe('of two pictures', () => {
  test('the hash is near of one smaller, brighter or in another format, far of another', async () => {
    const { hash } = await lookAtImage(await disc(200).png().toBuffer());
    for (const near of [await disc(120).jpeg({ quality: 60 }).toBuffer(), await disc(200, [40, 250]).webp().toBuffer()])
      expect(bitsApart((await decoded(near)).hash, hash)).toBeLessThanOrEqual(6);
    for (const far of [await disc(200).flop().png().toBuffer(), await picture(200, 200).png().toBuffer()])
      expect(bitsApart((await decoded(far)).hash, hash)).toBeGreaterThan(12);
  });

  test('the blurred one is less sharp', async () => {
    const sharpness = async (bytes: Buffer): Promise<number> => (await lookAtImage(bytes)).sharpness;
    const [sharply, blurred] = [await disc(128).png().toBuffer(), await disc(128).blur(12).png().toBuffer()];
    expect(await sharpness(blurred)).toBeLessThan((await sharpness(sharply)) / 2);
    expect(await sharpness(await disc(64, [99, 99]).png().toBuffer())).toBe(0);
  });
});

describe('facts from a process that was taken over are not believed', () => {
  const told = (facts: unknown): boolean => isDecoderMessage({ type: 'looked', index: 0, facts });
  test.each<[string, object]>([
    ['a format that is none', { format: 'exe' }],
    ['a side that is none', { width: 0.5 }],
    ['more pixels than are taken', { width: 2 ** 20, height: 2 ** 20 }],
    ['a digest that is none', { digest: '../../etc' }],
    ['a hash that is too long', { hash: '0'.repeat(17) }],
    ['a brightness that is none', { brightness: Number.NaN }],
    ['a border without contrast', { border: { brightness: 3 } }],
    ['something else beside', { path: '/' }],
  ])('%s', (_what, change) => {
    expect(told({ ...FACTS, ...change })).toBe(false);
    expect(told(FACTS)).toBe(true);
  });
});
