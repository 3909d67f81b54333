import type { PictureFacts } from '@shared/import/facts.ts';
import type { ImageTarget, Previewed, Rendered } from './messages.ts';
import { readPlainPng } from './plain-png.ts';
import { read } from './read.ts';
import { COPY, factsOfPlain, finished, look, render, thumbnail, windowOf } from './render.ts';

export { prepareDecoder } from './open.ts';

/**
 * Decodes one image, of any format Forger reads, told by its content.
 * @throws RefusedImage with the reason in words.
 */
export async function decodeImage(bytes: Uint8Array, target: ImageTarget): Promise<Rendered> {
  const plain = windowOf(target) ? null : readPlainPng(bytes, target);
  if (plain) return finished(plain, factsOfPlain(plain, bytes), target);
  return read(bytes, (opened) => render(opened, bytes, target));
}

/** Finds out what one image is, without making it. @throws RefusedImage */
export async function lookAtImage(bytes: Uint8Array): Promise<PictureFacts> {
  const plain = readPlainPng(bytes, COPY);
  return plain ? factsOfPlain(plain, bytes) : read(bytes, (opened) => look(opened, bytes));
}

/** What an import makes of one image, and the picture itself to see beside it. @throws RefusedImage */
export const previewImage = (bytes: Uint8Array, target: ImageTarget, side: number): Promise<Previewed> =>
  read(bytes, async (opened) => ({
    ...(await render(opened, bytes, target)),
    original: await thumbnail(opened, target.background, side),
  }));
