import type { DecoderLauncher } from '../decoder/launcher.ts';
import type { ImageTarget, Previewed } from '../decoder/messages.ts';
import { askFor, joinPreviews, joinTargets, type Places } from './pair.ts';
import { poolFor } from './pool.ts';
import { previewTask } from './tasks.ts';

export interface PreviewArguments {
  source: Places;
  /** Files of it: such as its look or its source listed, never such as a window made up. */
  files: readonly string[];
  target: ImageTarget;
  /** Of pairs the target's own picture alone is beside the image, in place of both. */
  targets?: boolean;
  /** Longest side of the pictures themselves, in pixels. */
  side: number;
  decoder: DecoderLauncher;
  signal: AbortSignal;
}

/** What became of one file: what an import makes of it and the picture itself, or why it cannot be taken. */
export type Preview = { path: string } & (Previewed | { reason: string });

/**
 * What an import under some choices makes of pictures, each beside the picture itself, decoded in processes that may die.
 * @returns one answer a file, in their order
 * @throws the signal's reason when aborted
 */
export async function previewPictures(args: PreviewArguments): Promise<Preview[]> {
  const { source, files, target, side, targets = false, decoder, signal } = args;
  signal.throwIfAborted();
  const pool = poolFor(decoder, previewTask(target, side), files.length);
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  try {
    const join = targets ? joinTargets(target) : joinPreviews(target);
    const ask: typeof pool.ask = (path, half) => pool.ask(path, half);
    return await Promise.all(files.map(async (path) => ({ path, ...(await askFor(ask, source, path, join)) })));
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The previews are made.'));
  }
}
