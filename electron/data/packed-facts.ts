import { IMAGE_FORMATS, type PictureFacts } from '@shared/import/facts.ts';

/** Bytes that the facts of one picture take, little-endian: all of them but the digest of its file. */
export const FACTS_BYTES = 42;

const FLAGS = { opened: 1, turned: 2, transparent: 4, deep: 8, colour: 16, uneven: 32 } as const;
/** Where the values lie: flags and format a byte each, the hash's eight, three whole numbers, five levels. */
const FORMAT = 1;
const HASH = 2;
const HASH_BYTES = 8;
const SIZES = HASH + HASH_BYTES;
const LEVELS = SIZES + 3 * 4;

/** @param bytes {@link FACTS_BYTES} of them; zeros stand for a picture that was not opened */
export function packFacts(facts: PictureFacts, bytes: Uint8Array): void {
  const { turned, transparent, deep, colour, uneven, border } = facts;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FACTS_BYTES);
  const flags = Object.entries({ opened: true, turned, transparent, deep, colour, uneven }).reduce(
    (bits, [flag, is]) => bits | (is ? FLAGS[flag as keyof typeof FLAGS] : 0),
    0,
  );
  view.setUint8(0, flags);
  view.setUint8(FORMAT, IMAGE_FORMATS.indexOf(facts.format));
  bytes.set(Buffer.from(facts.hash, 'hex'), HASH);
  [facts.width, facts.height, facts.frames].forEach((size, at) => view.setUint32(SIZES + 4 * at, size, true));
  [facts.brightness, facts.contrast, border.brightness, border.contrast, facts.sharpness].forEach((level, at) =>
    view.setFloat32(LEVELS + 4 * at, level, true),
  );
}

/** Whether a picture was opened. @param facts of many, one after the other @param file its number */
export const hasFacts = (facts: Uint8Array, file: number): boolean => facts[file * FACTS_BYTES] !== 0;

/** @param digest SHA-256 of the file, in hexadecimal digits */
export function unpackFacts(bytes: Uint8Array, digest: string): PictureFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, FACTS_BYTES);
  const has = (flag: number): boolean => (view.getUint8(0) & flag) !== 0;
  const size = (at: number): number => view.getUint32(SIZES + 4 * at, true);
  const level = (at: number): number => view.getFloat32(LEVELS + 4 * at, true);
  return {
    format: IMAGE_FORMATS[view.getUint8(FORMAT)] ?? 'png',
    ...{ width: size(0), height: size(1), frames: size(2) },
    turned: has(FLAGS.turned),
    transparent: has(FLAGS.transparent),
    deep: has(FLAGS.deep),
    colour: has(FLAGS.colour),
    ...(has(FLAGS.uneven) && { uneven: true }),
    digest,
    hash: Buffer.from(bytes.subarray(HASH, HASH + HASH_BYTES)).toString('hex'),
    ...{ brightness: level(0), contrast: level(1) },
    border: { brightness: level(2), contrast: level(3) },
    sharpness: level(4),
  };
}
