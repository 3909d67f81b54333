import { beforeAll, describe, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import { prepareDecoder } from '../../electron/data/decoder/decode.ts';
import { decodeImage } from './support/decode.ts';
import { faultyJpegs, faultyPngs, otherFaulty, type FaultyFile } from './support/faulty.ts';

beforeAll(() => prepareDecoder());

/** Read whole, and at a size for which a JPEG's decoder takes a shorter way. */
const WHOLE = { ...square(64), channels: 3, fit: 'crop' } as const;
const SMALL = { ...WHOLE, ...square(8) };

async function judge({ bytes, sound, refused }: FaultyFile): Promise<void> {
  // What a decoder says of damage in the last eight rows that it makes comes too late; of these few, that is half.
  const targets = refused === 'damaged' ? [WHOLE] : [WHOLE, SMALL];
  for (const target of targets) {
    if (refused) await expect(decodeImage(bytes, target)).rejects.toThrow(refused);
    else expect([...(await decodeImage(bytes, target))]).toEqual([...(await decodeImage(sound, target))]);
  }
}

describe('a file with a fault is taken where nothing of its picture is lost, and refused where something is', () => {
  test('JPEG, GIF and WebP', async () => {
    for (const file of [...(await faultyJpegs()), ...(await otherFaulty())]) {
      await judge(file).catch((cause: unknown) => {
        throw new Error(`${file.fault}: ${String(cause)}`, { cause });
      });
    }
  });

  test.each(faultyPngs())('PNG: $fault', judge);
});
