import { crc32, deflateSync } from 'node:zlib';
import { picture } from './pictures.ts';

/** A file with a fault, and what becomes of it: taken with the same pixels as the sound one, or refused. */
export interface FaultyFile {
  fault: string;
  bytes: Buffer;
  /** The same picture without the fault. */
  sound: Buffer;
  refused: 'cut off' | 'damaged' | null;
}

const SIZE = 64;
const MARKER = { image: 0xd8, end: 0xd9, scan: 0xda, comment: 0xfe };

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

/** Where a baseline JPEG's only scan begins: its marker, and its data. */
function scanOf(jpeg: Buffer): { marker: number; data: number } {
  const marker = jpeg.lastIndexOf(Buffer.from([0xff, MARKER.scan, 0x00]));
  return { marker, data: marker + 2 + jpeg.readUInt16BE(marker + 2) };
}

function withoutSpectralEnd(jpeg: Buffer): Buffer {
  const { data } = scanOf(jpeg);
  return changed(jpeg, (copy) => (copy[data - 2] = 0));
}

const inserted = (bytes: Buffer, at: number, ...more: number[]): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(more), bytes.subarray(at)]);

/** Within the scan's data, a run of ones, which is no code of its Huffman tables. */
function withBadCodes(jpeg: Buffer): Buffer {
  const middle = (scanOf(jpeg).data + jpeg.length) >> 1;
  return changed(jpeg, (copy) => {
    for (let at = middle; at < middle + 40; at += 2) copy.set([0xff, 0x00], at);
  });
}

const zeroed = (bytes: Buffer, from: number): Buffer => changed(bytes, (copy) => copy.fill(0, from));

export async function faultyJpegs(): Promise<FaultyFile[]> {
  const sound = await picture(SIZE, SIZE).jpeg({ quality: 90, mozjpeg: false }).toBuffer();
  const progressive = await picture(SIZE, SIZE).jpeg({ quality: 90, progressive: true }).toBuffer();
  const half = sound.length >> 1;
  const { marker } = scanOf(sound);
  const taken: [string, Buffer][] = [
    ['its scan says it ends at coefficient 0, as some phones write it', withoutSpectralEnd(sound)],
    ['bytes too many before a segment', inserted(sound, marker, 1, 2, 3)],
    ['fill bytes before a marker', inserted(sound, marker, 0xff, 0xff)],
    ['bytes behind its end', Buffer.concat([sound, Buffer.alloc(50, 7)])],
    ['another image behind its end', Buffer.concat([sound, progressive])],
    ['a restart where none belongs, between two segments', inserted(sound, marker, 0xff, 0xd3)],
  ];
  const refused: [string, Buffer, 'cut off' | 'damaged'][] = [
    ['its second half is zeros', zeroed(sound, half), 'cut off'],
    ['its last tenth is zeros', zeroed(sound, Math.floor(sound.length * 0.9)), 'cut off'],
    ['its end marker is missing', sound.subarray(0, -2), 'cut off'],
    ['its second half is missing', sound.subarray(0, half), 'cut off'],
    [
      'its second half is missing, the end marker put behind',
      Buffer.concat([sound.subarray(0, half), Buffer.from([0xff, MARKER.end])]),
      'cut off',
    ],
    ['codes that are none', withBadCodes(sound), 'damaged'],
    ['the same behind a scan header that decoders warn of', withBadCodes(withoutSpectralEnd(sound)), 'damaged'],
    ['such a header, and its end missing', withoutSpectralEnd(sound).subarray(0, -2), 'cut off'],
    ['such a header, and zeros', zeroed(withoutSpectralEnd(sound), half), 'cut off'],
    ['bytes too many, and codes that are none', inserted(withBadCodes(sound), marker, 1, 2, 3), 'damaged'],
    ['several scans, of which the last are zeros', zeroed(progressive, progressive.length >> 1), 'cut off'],
    ['nothing but its first marker', Buffer.from([0xff, MARKER.image, 0xff, MARKER.comment]), 'cut off'],
  ];
  return [
    ...taken.map(([fault, bytes]) => ({ fault, bytes, sound, refused: null })),
    ...refused.map(([fault, bytes, reason]) => ({ fault, bytes, sound, refused: reason })),
  ];
}

function chunk(name: string, data: Uint8Array): Buffer {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length, 0);
  made.write(name, 4, 'latin1');
  made.set(data, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
}

/** A grey PNG whose rows repeat from far away, so that its stream looks back nearly as far as the largest window. */
function pngOf(compress: (rows: Buffer) => readonly Uint8Array[]): Buffer {
  const side = 128;
  const row = (y: number): number[] => [
    0,
    ...Array.from({ length: side }, (_, x) => (x * x * 31 + (y % 100) * y * 17 + x * y) % 251),
  ];
  const rows = Buffer.from(Array.from({ length: side }, (_, y) => row(y % 100)).flat());
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...compress(rows).map((data) => chunk('IDAT', data)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** The same stream, said to look back no further than 256 bytes. */
function withSmallWindow(stream: Buffer): Buffer {
  const head = 0x08 << 8;
  return changed(stream, (copy) => copy.writeUInt16BE(head + 31 - (head % 31), 0));
}

export function faultyPngs(): FaultyFile[] {
  const sound = pngOf((rows) => [deflateSync(rows)]);
  const half = sound.length >> 1;
  const smallWindow = pngOf((rows) => [withSmallWindow(deflateSync(rows))]);
  return [
    { fault: 'its compression promises too small a window', bytes: smallWindow, refused: null },
    {
      fault: 'the same, its two bytes in two chunks, with an empty one between',
      bytes: pngOf((rows) => {
        const stream = withSmallWindow(deflateSync(rows));
        return [stream.subarray(0, 1), stream.subarray(1, 1), stream.subarray(1, 9), stream.subarray(9)];
      }),
      refused: null,
    },
    { fault: 'bytes behind its end', bytes: Buffer.concat([sound, Buffer.alloc(9, 1)]), refused: null },
    { fault: 'such a window, and its second half missing', bytes: smallWindow.subarray(0, half), refused: 'cut off' },
    { fault: 'such a window, and its second half zeros', bytes: zeroed(smallWindow, half), refused: 'cut off' },
    { fault: 'its second half is zeros', bytes: zeroed(sound, half), refused: 'cut off' },
    {
      fault: 'such a window, and its compressed data damaged',
      bytes: changed(smallWindow, (copy) => copy.fill(0, half, half + 40)),
      refused: 'damaged',
    },
    { fault: 'its second half is missing', bytes: sound.subarray(0, half), refused: 'cut off' },
  ].map((file) => ({ ...file, sound }) as FaultyFile);
}

/** GIF and WebP have no code of their own to look after; what their decoders say is held here. */
export async function otherFaulty(): Promise<FaultyFile[]> {
  const image = picture(SIZE, SIZE);
  const gif = await image.clone().gif().toBuffer();
  const webp = await image.clone().webp({ lossless: true }).toBuffer();
  return [
    { fault: 'a GIF whose second half is zeros', bytes: zeroed(gif, gif.length >> 1), sound: gif, refused: 'damaged' },
    {
      fault: 'a GIF with bytes behind its end',
      bytes: Buffer.concat([gif, Buffer.alloc(9)]),
      sound: gif,
      refused: null,
    },
    {
      fault: 'a WebP with bytes behind its end',
      bytes: Buffer.concat([webp, Buffer.alloc(9)]),
      sound: webp,
      refused: null,
    },
    { fault: 'a WebP that breaks off', bytes: webp.subarray(0, webp.length >> 1), sound: webp, refused: 'cut off' },
  ];
}
