import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { PROJECT } from './started.ts';

/** Pictures of {@link makePictures} that can be read. */
export const GOOD = 195;
/** And those that cannot. */
export const BROKEN = ['cut-off.png', 'empty.png', 'text.jpg', 'zeros.png', 'half.jpg'];

/** 195 pictures in two folders, PNG and JPEG in turn, of discs and bars; and 5 files that are none. */
export async function makePictures(folder: string): Promise<void> {
  for (const label of ['discs', 'bars']) await mkdir(join(folder, label), { recursive: true });
  for (let index = 0; index < GOOD; index++) {
    const disc = index % 2 === 0;
    const place = 10 + (index % 30);
    const shape = disc
      ? `<circle cx="${place + 10}" cy="32" r="14" fill="white"/>`
      : `<rect x="${place}" y="8" width="12" height="48" fill="white"/>`;
    const picture = sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/>${shape}</svg>`,
      ),
    );
    const jpeg = index % 4 < 2;
    const bytes = await (jpeg ? picture.jpeg() : picture.png()).toBuffer();
    await writeFile(join(folder, disc ? 'discs' : 'bars', `${index}.${jpeg ? 'jpg' : 'png'}`), bytes);
  }
  const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  await writeFile(join(folder, 'discs', 'cut-off.png'), whole.subarray(0, 60));
  await writeFile(join(folder, 'discs', 'empty.png'), '');
  await writeFile(join(folder, 'discs', 'text.jpg'), 'this is no picture');
  await writeFile(join(folder, 'bars', 'zeros.png'), Buffer.alloc(500));
  await writeFile(join(folder, 'bars', 'half.jpg'), (await sharp(whole).jpeg().toBuffer()).subarray(0, 40));
}

/** Pictures of {@link makeMess} that an import takes as it is recommended. */
export const MESSY = 14;

/** What lies in folders that grew: dark pictures among light ones, a blank one, one turned by EXIF, one that is transparent. */
export async function makeMess(folder: string): Promise<void> {
  const drawn = (ground: string, mark: string): Sharp =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="${ground}"/>${mark}</svg>`,
      ),
    );
  const disc = (radius: number, fill: string): string => `<circle cx="30" cy="34" r="${radius}" fill="${fill}"/>`;
  const write = async (name: string, picture: Sharp): Promise<void> => {
    await writeFile(join(folder, 'discs', name), await picture.toBuffer());
  };
  for (let index = 0; index < MESSY - 2; index++)
    await write(`dark-${index}.png`, drawn('white', disc(8 + index, 'black')).png());
  await write('blank.png', drawn('black', '').png());
  await write('turned.jpg', drawn('black', disc(22, 'white')).withMetadata({ orientation: 6 }).jpeg());
  await write('clear.png', drawn('none', disc(24, 'white')).png());
}

/** Of the emoji that ship with Forger. */
const EMOJI = { width: 64, height: 64, channels: 3 } as const;
const EMOJI_BYTES = EMOJI.width * EMOJI.height * EMOJI.channels;
/** Nearly all of them: what follows their pixels is of no picture. */
const MOST_EMOJI = 3700;

/** Emoji as PNG files in colour, from all of them alike. @param from the first of them */
export async function makeEmoji(folder: string, { count, from }: { count: number; from: number }): Promise<void> {
  const pixels = brotliDecompressSync(await readFile(join(PROJECT, 'resources', 'datasets', 'emoji', 'images.br')));
  const every = Math.floor((MOST_EMOJI - from) / count);
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    const at = (from + index * every) * EMOJI_BYTES;
    await sharp(pixels.subarray(at, at + EMOJI_BYTES), { raw: EMOJI })
      .png()
      .toFile(join(folder, `${index}.png`));
  }
}
