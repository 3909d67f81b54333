import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Pictures of one kind, and what they become. */
export interface Kind {
  name: string;
  count: number;
  width: number;
  height: number;
  channels: 1 | 3;
  format: 'png' | 'jpeg';
  /** Side of the data set's images. */
  size: number;
}

export const KINDS: readonly Kind[] = [
  { name: 'JPEG 640×480 to 64×64', count: 5000, width: 640, height: 480, channels: 3, format: 'jpeg', size: 64 },
  { name: 'PNG 256×256 to 64×64', count: 5000, width: 256, height: 256, channels: 3, format: 'png', size: 64 },
  { name: 'PNG 28×28, grey', count: 40_000, width: 28, height: 28, channels: 1, format: 'png', size: 28 },
];

const SIDE = 1536;
/** As cameras write JPEGs. */
const QUALITY = 90;

/** Numbers from 0 to 1 (Numerical Recipes, 7.1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/**
 * A surface like a photo: fields of all sizes, the larger the stronger (as 1/f, Field 1987), with edges where one lies over
 * another, and a camera's noise. side × side × 3 bytes.
 */
function surface(): Uint8Array {
  const random = randomFrom(1);
  const made = new Float32Array(SIDE * SIDE * 3);
  for (let step = SIDE / 2; step >= 2; step /= 2) {
    const across = SIDE / step + 1;
    const knots = Float32Array.from({ length: across * across * 3 }, () => random() - 0.5);
    const strength = 90 * Math.sqrt(step / SIDE);
    for (let y = 0; y < SIDE; y += 1)
      for (let x = 0; x < SIDE; x += 1) {
        const [column, row] = [Math.floor(x / step), Math.floor(y / step)];
        const [right, down] = [x / step - column, y / step - row];
        for (let channel = 0; channel < 3; channel += 1) {
          const knot = (over: number, under: number): number =>
            knots[((row + under) * across + column + over) * 3 + channel] ?? 0;
          const upper = knot(0, 0) * (1 - right) + knot(1, 0) * right;
          const lower = knot(0, 1) * (1 - right) + knot(1, 1) * right;
          const at = (y * SIDE + x) * 3 + channel;
          made[at] = (made[at] ?? 0) + strength * (upper * (1 - down) + lower * down);
        }
      }
  }
  for (let patch = 0; patch < 400; patch += 1) {
    const [left, top, radius] = [random() * SIDE, random() * SIDE, 10 + random() * 90];
    const tones = [random(), random(), random()].map((tone) => (tone - 0.5) * 90);
    for (let y = Math.max(0, Math.floor(top - radius)); y < Math.min(SIDE, top + radius); y += 1)
      for (let x = Math.max(0, Math.floor(left - radius)); x < Math.min(SIDE, left + radius); x += 1)
        if (Math.hypot(x - left, y - top) < radius)
          tones.forEach(
            (tone, channel) => (made[(y * SIDE + x) * 3 + channel] = (made[(y * SIDE + x) * 3 + channel] ?? 0) + tone),
          );
  }
  return Uint8Array.from(new Uint8ClampedArray(made.map((value) => 118 + value + 4 * (random() - 0.5))));
}

/** A part of the surface. */
function partOf(all: Uint8Array, { width, height, channels }: Kind, random: () => number): Buffer {
  const [left, top] = [Math.floor(random() * (SIDE - width)), Math.floor(random() * (SIDE - height))];
  const part = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    const from = ((top + y) * SIDE + left) * 3;
    if (channels === 3) part.set(all.subarray(from, from + width * 3), y * width * 3);
    else for (let x = 0; x < width; x += 1) part[y * width + x] = all[from + x * 3] ?? 0;
  }
  return part;
}

let made: Uint8Array | undefined;

/** Makes a folder of pictures, or takes the one that lies there whole. @returns its path */
export async function folderOf(home: string, kind: Kind): Promise<string> {
  const { width, height, channels, format, count } = kind;
  const folder = join(home, `${format}-${width}x${height}-${count}`);
  if (await stat(folder).catch(() => null)) return folder;
  const partial = `${folder}.part`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  made ??= surface();
  const random = randomFrom(width);
  for (let index = 0; index < count; index += 1)
    await sharp(partOf(made, kind, random), { raw: { width, height, channels } })
      .toFormat(format, format === 'jpeg' ? { quality: QUALITY } : {})
      .toFile(join(partial, `${String(index).padStart(5, '0')}.${format}`));
  await rename(partial, folder);
  return folder;
}

/** Bytes of all files of a folder. */
export async function bytesOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
