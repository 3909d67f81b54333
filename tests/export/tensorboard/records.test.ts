import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import crc32c from 'crc-32/crc32c.js';
import { describe, expect, it } from 'vitest';
import { frameRecord, maskedCrc, readRecords } from '../../../electron/export/tensorboard/records.ts';
import { temporaryFolder } from '../../store/support/fixtures.ts';

const unsigned = (bytes: Uint8Array): number => crc32c.buf(bytes) >>> 0;

async function readBack(bytes: Uint8Array): Promise<string[]> {
  const path = join(await temporaryFolder(), 'records');
  await writeFile(path, bytes);
  const handle = await open(path, 'r');
  try {
    const texts: string[] = [];
    for await (const { data, start, end } of readRecords(handle, bytes.length)) {
      expect(frameRecord(data).length).toBe(end - start);
      expect(Buffer.compare(bytes.subarray(start, end), frameRecord(data))).toBe(0);
      texts.push(Buffer.from(data).toString());
    }
    return texts;
  } finally {
    await handle.close();
  }
}

describe('CRC-32C', () => {
  // RFC 3720, B.4, and the check value of the CRC catalogue.
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['counting up', Uint8Array.from({ length: 32 }, (_, place) => place), 0x46dd794e],
    ['counting down', Uint8Array.from({ length: 32 }, (_, place) => 31 - place), 0x113fdb5c],
    ['digits', Buffer.from('123456789'), 0xe3069283],
  ])('of %s is as published', (_, bytes, crc) => {
    expect(unsigned(bytes)).toBe(crc);
  });

  it('is masked as in the header that event files of TensorFlow begin with', () => {
    const length = Buffer.from('1800000000000000', 'hex');
    const masked = Buffer.alloc(4);
    masked.writeUInt32LE(maskedCrc(length));
    expect(masked.toString('hex')).toBe('a37f4b22');
  });
});

describe('records', () => {
  const texts = ['', 'one', 'x'.repeat(3 * 1024 * 1024), 'last'];
  const bytes = Buffer.concat(texts.map((text) => frameRecord(Buffer.from(text))));

  it('come back as they were written', async () => {
    expect(await readBack(bytes)).toEqual(texts);
    expect(await readBack(Buffer.alloc(0))).toEqual([]);
  });

  it('end before a torn one, wherever it is torn', async () => {
    const last = frameRecord(Buffer.from('last'));
    for (let missing = 1; missing < last.length; missing += 1)
      expect(await readBack(bytes.subarray(0, bytes.length - missing))).toEqual(texts.slice(0, -1));
  });

  it('end before one with any bit turned', async () => {
    const [first, second] = [frameRecord(Buffer.from('first')), frameRecord(Buffer.from('second'))];
    for (let bit = 0; bit < second.length * 8; bit += 1) {
      const damaged = Buffer.concat([first, second]);
      const place = first.length + (bit >> 3);
      damaged.writeUInt8(damaged.readUInt8(place) ^ (1 << (bit & 7)), place);
      expect(await readBack(damaged)).toEqual(['first']);
    }
  });
});
