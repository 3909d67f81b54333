import { crc32, deflateRawSync } from 'node:zlib';
import { openPromise } from 'yauzl';

/** One entry of a zip that may lie about everything. */
export interface RawEntry {
  name: string | Buffer;
  data: Buffer;
  /** What the local header and the bytes say, where that differs. */
  localName?: string;
  method?: number;
  /** Packed with deflate, and said to be. */
  deflate?: boolean;
  flags?: number;
  crc?: number;
  size?: number;
  packedSize?: number;
  /** Upper half of the external attributes: type and mode. */
  mode?: number;
  /** Where its local header is said to lie. */
  offset?: number;
  extra?: Buffer;
}

export interface RawZip {
  /** Entries that the end record claims. */
  count?: number;
  comment?: Buffer;
  /** Bytes before the first entry. */
  prefix?: Buffer;
  disk?: number;
}

function local(entry: RawEntry, packed: Buffer): Buffer {
  const name = Buffer.from(entry.localName ?? entry.name);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(entry.flags ?? 0, 6);
  head.writeUInt16LE(entry.method ?? (entry.deflate ? 8 : 0), 8);
  head.writeUInt32LE(entry.crc ?? crc32(entry.data), 14);
  head.writeUInt32LE(entry.packedSize ?? packed.length, 18);
  head.writeUInt32LE(entry.size ?? entry.data.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name, packed]);
}

function central(entry: RawEntry, packed: Buffer, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const extra = entry.extra ?? Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE((3 << 8) | 63, 4);
  head.writeUInt16LE(20, 6);
  head.writeUInt16LE(entry.flags ?? 0, 8);
  head.writeUInt16LE(entry.method ?? (entry.deflate ? 8 : 0), 10);
  head.writeUInt32LE(entry.crc ?? crc32(entry.data), 16);
  head.writeUInt32LE(entry.packedSize ?? packed.length, 20);
  head.writeUInt32LE(entry.size ?? entry.data.length, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  head.writeUInt32LE(entry.offset ?? offset, 42);
  return Buffer.concat([head, name, extra]);
}

/** A zip, byte by byte as asked for. */
export function rawZip(entries: readonly RawEntry[], { count, comment, prefix, disk }: RawZip = {}): Buffer {
  const bodies: Buffer[] = prefix ? [prefix] : [];
  const directory: Buffer[] = [];
  let at = prefix?.length ?? 0;
  for (const entry of entries) {
    const packed = entry.deflate ? deflateRawSync(entry.data) : entry.data;
    const body = local(entry, packed);
    directory.push(central(entry, packed, at));
    bodies.push(body);
    at += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(disk ?? 0, 4);
  end.writeUInt16LE(Math.min(count ?? entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(count ?? entries.length, 0xffff), 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment?.length ?? 0, 20);
  return Buffer.concat([...bodies, listed, end, comment ?? Buffer.alloc(0)]);
}

/** The files in a good zip, in their order. */
export async function filesIn(path: string): Promise<Map<string, Buffer>> {
  const zip = await openPromise(path, { autoClose: false });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) pieces.push(piece);
    files.set(entry.fileName, Buffer.concat(pieces));
  }
  zip.close();
  return files;
}
