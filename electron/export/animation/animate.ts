import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AnimationOptions, AnimationPlan, AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import { frameDelays, loopSeconds } from '@shared/animation/timing.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { explained, makeFolder, sweepLeftovers, writeFileAtomic } from '../../store/files/index.ts';
import { compose, composition } from './compose.ts';
import type { AnimationEncoder } from './encoder.ts';
import type { FrameSource } from './frames.ts';
import { gifEncoder } from './gif.ts';
import { webpEncoder } from './webp.ts';

export interface AnimationRequest {
  source: FrameSource;
  options: AnimationOptions;
  signal: AbortSignal;
  onProgress(progress: AnimationProgress): void;
}

/** The file is put together in memory. */
const MOST_BYTES = 1 << 29;
/** Frames that an estimate encodes. */
const TRIED = 4;

const encoderFor = async (format: AnimationOptions['format'], shape: ImageShape): Promise<AnimationEncoder> =>
  format === 'gif' ? gifEncoder(shape) : webpEncoder(shape);

async function encode({ source, options, signal, onProgress }: AnimationRequest) {
  const total = source.labels.length;
  const layout = composition(source.shape, options, source.labels);
  const encoder = await encoderFor(options.format, layout.shape);
  const delays = frameDelays(total, options.fps, options.hold);
  for (const [index, delay] of delays.entries()) {
    // Lets a cancel be heard, and whoever listens be told.
    await setImmediate();
    signal.throwIfAborted();
    await encoder.add(compose(await source.frame(index), source.labels[index] ?? '', layout), delay);
    if (encoder.size > MOST_BYTES)
      throw new ForgerError(
        'invalid-request',
        'The file would be over 500 MB. Choose a smaller pixel size, or fewer frames.',
      );
    onProgress({ done: index + 1, total });
  }
  return { bytes: encoder.finish(), shape: layout.shape };
}

/**
 * Writes an animation. Until it is whole there is no such file, and when it fails or is cancelled there never is.
 * @throws {ForgerError} `invalid-request` (too large), `no-space`, …; the signal's reason when cancelled
 */
export async function writeAnimation(request: AnimationRequest, out: string): Promise<AnimationResult> {
  return explained(async () => {
    const path = resolve(out);
    const { bytes, shape } = await encode(request);
    request.signal.throwIfAborted();
    await makeFolder(dirname(path));
    await sweepLeftovers(dirname(path));
    await writeFileAtomic(path, bytes);
    const { fps, hold } = request.options;
    const frames = request.source.labels.length;
    const { width, height } = shape;
    return { path, bytes: bytes.byteLength, frames, width, height, seconds: loopSeconds(frames, fps, hold) };
  });
}

/** What an animation will be; its size from a few frames spread over it, encoded. @throws {ForgerError} */
export async function planAnimation(source: FrameSource, options: AnimationOptions): Promise<AnimationPlan> {
  return explained(async () => {
    const frames = source.labels.length;
    const { shape, ...layout } = composition(source.shape, options, source.labels);
    const encoder = await encoderFor(options.format, shape);
    const before = encoder.size;
    const tried = Math.min(TRIED, frames);
    for (let turn = 0; turn < tried; turn++) {
      const index = Math.floor(((turn + 0.5) * frames) / tried);
      await encoder.add(compose(await source.frame(index), source.labels[index] ?? '', { shape, ...layout }), 1);
    }
    const estimatedBytes = Math.round(before + ((encoder.size - before) * frames) / tried);
    const { width, height } = shape;
    return { frames, width, height, seconds: loopSeconds(frames, options.fps, options.hold), estimatedBytes };
  });
}
