import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { FRAME_LIMITS, frameName, tooMuch, type FramesArguments } from '../source/video.ts';
import { poolFor } from './pool.ts';
import { framesTask } from './tasks.ts';

interface MovingArguments extends FramesArguments {
  decoder: DecoderLauncher;
  /** How many of them were looked at, 0 … 1. */
  onShare(share: number): void;
}

/**
 * Writes every n-th frame of a moving GIF or WebP as PNG into an empty folder, decoded in a process that may die.
 * @returns how many frames it has
 * @throws ForgerError `damaged`, `invalid-request`, `cancelled`
 */
export async function writeMovingFrames(path: string, folder: string, args: MovingArguments): Promise<number> {
  const { every, signal, decoder, onShare, limits = FRAME_LIMITS } = args;
  signal.throwIfAborted();
  const began = performance.now();
  let from = 0;
  let bytes = 0;
  const pool = poolFor(
    decoder,
    framesTask(() => from, every),
    1,
  );
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  try {
    for (let number = 1; ;) {
      const part = await pool.ask(path);
      if ('reason' in part)
        throw new ForgerError('damaged', `The frames of this picture cannot be taken: ${part.reason}.`);
      for (const frame of part.frames) {
        bytes += frame.length;
        if (bytes > limits.bytes) throw tooMuch('has more frames than there is room for');
        await writeFile(join(folder, frameName(number)), frame, { flag: 'wx' });
        number += 1;
      }
      from += every * part.frames.length;
      onShare(Math.min(1, from / part.total));
      if (from >= part.total) return part.total;
      if (performance.now() - began > limits.milliseconds) throw tooMuch('takes more than an hour to read');
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The frames are taken.'));
  }
}
