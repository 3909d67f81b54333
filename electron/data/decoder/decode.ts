import type { PictureFacts } from '@shared/import/facts.ts';
import type { ImageTarget, Previewed, Rendered } from './messages.ts';
import { read } from './read.ts';
import { look, render, thumbnail } from './render.ts';

export { prepareDecoder } from './open.ts';

/**
 * Decodes one image, of any format Forger reads, told by its content.
 * @throws RefusedImage with the reason in words.
 */
export const decodeImage = (bytes: Uint8Array, target: ImageTarget): Promise<Rendered> =>
  read(bytes, (opened) => render(opened, bytes, target));

/** Finds out what one image is, without making it. @throws RefusedImage */
export const lookAtImage = (bytes: Uint8Array): Promise<PictureFacts> => read(bytes, (opened) => look(opened, bytes));

/** What an import makes of one image, and the picture itself to see beside it. @throws RefusedImage */
export const previewImage = (bytes: Uint8Array, target: ImageTarget, side: number): Promise<Previewed> =>
  read(bytes, async (opened) => ({
    ...(await render(opened, bytes, target)),
    original: await thumbnail(opened, target.background, side),
  }));
