// node build/packaging/icons.mjs: the icon in every size and format that installers want, from the one drawing.
// The results are committed, so that packaging needs no drawing program.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { PROJECT } from '../setup/paths.mjs';

const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
const MAC_SIZE = 1024;
const DRAWING = join(PROJECT, 'resources', 'icons', 'icon.svg');
const RESOURCES = join(PROJECT, 'build', 'packaging', 'resources');

/** @param {number} size */
function draw(size) {
  // Drawn at the wanted size, rather than scaled: at 72 dots per inch the drawing is 512 pixels wide.
  return sharp(DRAWING, { density: (72 * size) / 512 })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/**
 * A Windows icon: a header, 16 bytes for each picture, then the pictures as PNG.
 *
 * @param {{ size: number, png: Uint8Array }[]} pictures
 */
export function windowsIcon(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2); // an icon, not a cursor
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry); // 0 stands for 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // colour planes
    header.writeUInt16LE(32, entry + 6); // bits a pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

if (process.argv[1]?.endsWith('icons.mjs')) {
  await mkdir(join(RESOURCES, 'icons'), { recursive: true });
  for (const size of LINUX_SIZES) await writeFile(join(RESOURCES, 'icons', `${size}x${size}.png`), await draw(size));
  const pictures = await Promise.all(WINDOWS_SIZES.map(async (size) => ({ size, png: await draw(size) })));
  await writeFile(join(RESOURCES, 'icon.ico'), windowsIcon(pictures));
  await writeFile(join(RESOURCES, 'icon.png'), await draw(MAC_SIZE));
}
