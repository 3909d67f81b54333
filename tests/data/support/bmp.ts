/** Writes BMPs for tests, straight from the format's description. */
export interface BmpOptions {
  width: number;
  height: number;
  bits: 1 | 4 | 8 | 16 | 24 | 32;
  topDown?: boolean;
  core?: boolean;
  /** Blue, green, red (and a fourth byte unless core) each, for 1, 4 and 8 bits. */
  palette?: readonly (readonly number[])[];
  /** Red, green, blue and alpha: makes a header of 124 bytes. */
  masks?: readonly [number, number, number, number];
}

/** @param words the pixels' values, rows from the top: palette indices, or the pixel's bits as a number. */
export function encodeBmp(options: BmpOptions, words: readonly number[]): Buffer {
  const { width, height, bits, topDown = false, core = false, palette = [], masks } = options;
  const headerBytes = core ? 12 : masks ? 124 : 40;
  const header = Buffer.alloc(14 + headerBytes);
  const table = Buffer.concat(
    palette.map((entry) => Buffer.from(core ? entry.slice(0, 3) : [...entry.slice(0, 3), 0])),
  );
  const stride = Math.ceil((width * bits) / 32) * 4;
  const pixels = Buffer.alloc(stride * height);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(header.length + table.length, 10);
  header.writeUInt32LE(headerBytes, 14);
  if (core) {
    header.writeUInt16LE(width, 18);
    header.writeUInt16LE(height, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt16LE(bits, 24);
  } else {
    header.writeInt32LE(width, 18);
    header.writeInt32LE(topDown ? -height : height, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(bits, 28);
    header.writeUInt32LE(masks ? 3 : 0, 30);
    header.writeUInt32LE(palette.length, 46);
    masks?.forEach((mask, index) => header.writeUInt32LE(mask >>> 0, 54 + 4 * index));
  }
  words.forEach((word, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    const row = (topDown ? y : height - 1 - y) * stride;
    if (bits >= 8) pixels.writeUIntLE(word, row + (x * bits) / 8, bits / 8);
    else {
      const at = row + Math.floor((x * bits) / 8);
      pixels[at] = (pixels[at] ?? 0) | (word << (8 - bits - ((x * bits) % 8)));
    }
  });
  return Buffer.concat([header, table, pixels]);
}
