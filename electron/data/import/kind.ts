import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { otherKind, sniffImage } from '../decoder/sniff.ts';
import { looksLikeNpy } from '../array/npy-header.ts';
import { looksLikeIdx } from '../idx/header.ts';
import { openFile, readAt } from '../../store/files/index.ts';
import type { ArchiveKind } from '../source/archive/archive.ts';
import type { VideoFormat } from '../source/video.ts';

/** What a file is by its content. */
export type FileKind =
  | { kind: 'idx'; rank: number }
  | { kind: 'array' }
  | { kind: 'archive'; archive: ArchiveKind }
  | { kind: 'video'; format: VideoFormat }
  | { kind: 'picture' }
  /** A GIF or WebP of several frames, or one that may have some. */
  | { kind: 'moving' }
  /** A kind of archive that is not read. */
  | { kind: 'other-archive' }
  | { kind: 'unknown' };

const HEAD_BYTES = 64 * 1024;
const INFLATED_BYTES = 512;
/** Images are recognised by their number of dimensions: 3 or 4; labels have one. */
const DIMENSIONS_AT = 3;
const TAR_MAGIC_AT = 257;

const text = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');
const begins = (bytes: Uint8Array, ...starts: readonly string[]): boolean =>
  starts.some((start) => text(bytes, 0, start.length) === start);

async function firstBytes(path: string): Promise<Buffer> {
  const file = await openFile(path);
  try {
    return await readAt(file, 0, HEAD_BYTES);
  } finally {
    await file.close();
  }
}

/** The first inflated bytes of a gzip file's beginning; as many as there are where it is damaged. */
async function firstInflated(head: Buffer): Promise<Buffer> {
  const gunzip = createGunzip({ chunkSize: INFLATED_BYTES });
  gunzip.on('error', () => undefined);
  const pieces: Buffer[] = [];
  try {
    for await (const chunk of Readable.from([head]).pipe(gunzip)) {
      pieces.push(chunk as Buffer);
      if (Buffer.concat(pieces).length >= INFLATED_BYTES) break;
    }
  } catch {
    // A beginning ends before its end.
  }
  return Buffer.concat(pieces);
}

/** @param named the file's name, which tells an .npz from another zip */
function plainKind(head: Uint8Array, named: string): FileKind {
  if (looksLikeIdx(head)) return { kind: 'idx', rank: head[DIMENSIONS_AT] ?? 0 };
  if (looksLikeNpy(head)) return { kind: 'array' };
  if (begins(head, 'PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'))
    return /\.npz$/i.test(named) ? { kind: 'array' } : { kind: 'archive', archive: 'zip' };
  if (text(head, TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar') return { kind: 'archive', archive: 'tar' };
  if (begins(head, '7z\xbc\xaf\x27\x1c', 'Rar!', '\xfd7zXZ', 'BZh', '\x28\xb5\x2f\xfd'))
    return { kind: 'other-archive' };
  return videoOrPicture(head);
}

/** A WebP says so in its first chunk (RFC 9649, section 2.7), a GIF nowhere. */
const isMoving = (head: Uint8Array): boolean =>
  sniffImage(head) === 'gif' ||
  (sniffImage(head) === 'webp' && text(head, 12, 16) === 'VP8X' && ((head[20] ?? 0) & 0x02) !== 0);

function videoOrPicture(head: Uint8Array): FileKind {
  if (isMoving(head)) return { kind: 'moving' };
  if (sniffImage(head) !== null || otherKind(head) !== null) return { kind: 'picture' };
  if (text(head, 4, 8) === 'ftyp') return { kind: 'video', format: 'mov' };
  if (begins(head, '\x1a\x45\xdf\xa3')) return { kind: 'video', format: 'matroska' };
  if (begins(head, 'RIFF') && text(head, 8, 11) === 'AVI') return { kind: 'video', format: 'avi' };
  if (begins(head, '\x00\x00\x01\xba')) return { kind: 'video', format: 'mpeg' };
  return { kind: 'unknown' };
}

/** Tells what a file is. @throws the system's errors */
export async function kindOfFile(path: string): Promise<FileKind> {
  const head = await firstBytes(path);
  if (!begins(head, '\x1f\x8b')) return plainKind(head, path);
  const inside = plainKind(await firstInflated(head), path);
  if (inside.kind === 'idx') return inside;
  return inside.kind === 'archive' && inside.archive === 'tar'
    ? { kind: 'archive', archive: 'tar.gz' }
    : { kind: 'unknown' };
}
