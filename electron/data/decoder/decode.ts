import type { PictureFacts } from '@shared/import/facts.ts';
import type { Half } from '@shared/import/options.ts';
import type { ImageTarget, Previewed, Rendered } from './messages.ts';
import { readPlainPng } from './plain-png.ts';
import { read } from './read.ts';
import { COPY, factsOfPlain, finished, look, render, partOf, thumbnail, windowOf } from './render.ts';

export { prepareDecoder } from './open.ts';

/**
 * Decodes one image, of any format Forger reads, told by its content.
 * @param half of it that is taken, where it holds two pictures side by side
 * @throws RefusedImage with the reason in words.
 */
export async function decodeImage(bytes: Uint8Array, target: ImageTarget, half?: Half): Promise<Rendered> {
  const plain = windowOf(target) || half ? null : readPlainPng(bytes, target);
  if (plain) return finished(plain, factsOfPlain(plain, bytes), target);
  return read(bytes, (opened) => render(partOf(opened, half), bytes, target));
}

/** Finds out what one image is, without making it. @throws RefusedImage */
export async function lookAtImage(bytes: Uint8Array, half?: Half): Promise<PictureFacts> {
  const plain = half ? null : readPlainPng(bytes, COPY);
  return plain ? factsOfPlain(plain, bytes) : read(bytes, (opened) => look(partOf(opened, half), bytes));
}

/** What an import makes of one image, and the picture itself to see beside it. @throws RefusedImage */
export const previewImage = (bytes: Uint8Array, target: ImageTarget, side: number, half?: Half): Promise<Previewed> =>
  read(bytes, async (opened) => {
    const part = partOf(opened, half);
    return {
      ...(await render(part, bytes, target)),
      original: await thumbnail(part, target.background, side),
    };
  });
