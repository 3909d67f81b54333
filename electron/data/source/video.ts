import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { displayText } from '@shared/display.ts';
import { systemCode } from '../../store/files/index.ts';

/** What a moving picture is by its content, as ffmpeg calls it: never a list of other files, which could lead anywhere. */
export type VideoFormat = 'mov' | 'matroska' | 'avi' | 'mpeg';

export interface FramesArguments {
  /** Every n-th frame, from the first. */
  every: number;
  signal: AbortSignal;
  limits?: FrameLimits;
}

export interface FrameLimits {
  frames: number;
  bytes: number;
  milliseconds: number;
}

export const FRAME_LIMITS: FrameLimits = { frames: 200_000, bytes: 64 * 2 ** 30, milliseconds: 3_600_000 };
/** Larger frames are made smaller at once: no import makes images of more than a quarter of it. */
const LARGEST_SIDE = 1024;
const LOOK_MS = 500;
const WORDS_KEPT = 2000;
export const frameName = (number: number): string => `frame-${String(number).padStart(7, '0')}.png`;

/** @param what "takes more than an hour to read" */
export const tooMuch = (what: string): ForgerError =>
  new ForgerError('invalid-request', `This video ${what}. Take fewer of its frames, or a part of it.`);

/** Where ffmpeg lies; null where this machine has none. */
async function findFfmpeg(): Promise<string | null> {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

function argumentsFor(path: string, format: VideoFormat, every: number, { frames }: FrameLimits): string[] {
  const side = `min(${LARGEST_SIDE}\\,`;
  // Frames that are left out leave gaps in time, which ffmpeg would fill: those that stay get times of their own.
  const filter = `select=not(mod(n\\,${every})),setpts=N/25/TB,scale=w=${side}iw):h=${side}ih):force_original_aspect_ratio=decrease`;
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file'],
    ...['-f', format, '-i', `file:${path}`, '-map', '0:v:0', '-vf', filter, '-r', '25'],
    ...['-frames:v', String(frames), '-f', 'image2', 'frame-%07d.png'],
  ];
}

/** Sizes of the frames written so far, each looked at once. */
class FrameCount {
  readonly #folder: string;
  #next = 1;
  bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async look(): Promise<number> {
    for (;;) {
      const size = await stat(join(this.#folder, frameName(this.#next))).then((stats) => stats.size, notThere);
      if (size === null) return this.bytes;
      this.bytes += size;
      this.#next += 1;
    }
  }
}

function notThere(error: unknown): null {
  if (systemCode(error) === 'ENOENT') return null;
  throw error;
}

/**
 * Writes every n-th frame of a video as PNG into an empty folder, by the machine's own ffmpeg, in a process that is ended
 * when it takes too long or writes too much.
 * @throws ForgerError `invalid-request` where there is no ffmpeg, `damaged`, `cancelled`
 */
export async function writeFrames(
  path: string,
  format: VideoFormat,
  folder: string,
  { every, signal, limits = FRAME_LIMITS }: FramesArguments,
): Promise<void> {
  const ffmpeg = await findFfmpeg();
  if (ffmpeg === null)
    throw new ForgerError(
      'invalid-request',
      'The frames of a video need ffmpeg, which this machine does not have. Install it, or save the frames as pictures.',
    );
  signal.throwIfAborted();
  const child = spawn(ffmpeg, argumentsFor(path, format, every, limits), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-WORDS_KEPT)));
  let stopped: unknown = null;
  const stop = (why: unknown): void => {
    stopped ??= why;
    child.kill('SIGKILL');
  };
  const cancel = (): void => stop(signal.reason);
  signal.addEventListener('abort', cancel);
  const count = new FrameCount(folder);
  const deadline = setTimeout(() => stop(tooMuch('takes more than an hour to read')), limits.milliseconds);
  const watch = setInterval(() => {
    count.look().then((bytes) => bytes > limits.bytes && stop(tooMuch('has more frames than there is room for')), stop);
  }, LOOK_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (stopped !== null) throw stopped;
    if (code !== 0)
      throw new ForgerError(
        'damaged',
        `ffmpeg cannot read this video: ${displayText(words.trim().split('\n')[0] || 'it does not say why')}`,
      );
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    signal.removeEventListener('abort', cancel);
  }
}
