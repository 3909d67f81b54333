import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Pictures in each of two folders. */
export const EACH = 26;

/** Two folders of pictures, each of one colour with a disc. */
export async function makeColours(folder: string): Promise<void> {
  for (const [label, hue] of [
    ['warm', 20],
    ['cold', 210],
  ] as const) {
    await mkdir(join(folder, label), { recursive: true });
    for (let index = 0; index < EACH; index++) {
      const disc = `<circle cx="${20 + index}" cy="40" r="16" fill="hsl(${hue + index} 80% 55%)"/>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="hsl(${hue} 30% 20%)"/>${disc}</svg>`;
      await sharp(Buffer.from(svg))
        .png()
        .toFile(join(folder, label, `${index}.png`));
    }
  }
}
