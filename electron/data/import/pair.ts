import { createHash } from 'node:crypto';
import type { PictureFacts } from '@shared/import/facts.ts';
import type { Half } from '@shared/import/options.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { besideEachOther } from '@shared/pictures-beside.ts';
import type { Previewed, Rendered, Thumbnail } from '../decoder/messages.ts';
import { placeOf, type Partners, type PictureSource } from '../source/source.ts';
import type { Outcome } from './worker.ts';

/** Where files lie, and what makes pairs of them. */
export interface Places extends Pick<PictureSource, 'root' | 'places'> {
  pairs?: Partners;
}

/** Makes of a pair's two answers the pair's own. */
type Joined<Answer> = (input: Answer, target: Answer) => Answer;

/** One digest of two files; that of one file that holds both is its own. */
export const digestOfPair = (input: string, target: string): string =>
  input === target ? input : createHash('sha256').update(`${input}${target}`).digest('hex');

/** The files that an image is made of, as its source calls them: one, or a pair's input and target. */
export function filesOf({ pairs }: Pick<Places, 'pairs'>, file: string): string[] {
  const target = pairs?.kind === 'folders' ? pairs.targets.get(file) : undefined;
  return [file, ...(target === undefined ? [] : [target])];
}

/** Where they lie: absolute paths. */
export const placesOf = (source: Places, file: string): string[] =>
  filesOf(source, file).map((one) => placeOf(source, one));

/** What a pool of decoders makes of a file: of a pair, of both of its pictures. */
export async function askFor<Answer extends object>(
  ask: (path: string, half?: Half) => Promise<Outcome<Answer>>,
  source: Places,
  file: string,
  join: Joined<Answer>,
): Promise<Outcome<Answer>> {
  const { pairs } = source;
  const place = placeOf(source, file);
  if (!pairs) return ask(place);
  if (pairs.kind === 'halves') {
    const [left, right] = await Promise.all([ask(place, 'left'), ask(place, 'right')]);
    if ('reason' in left) return left;
    if ('reason' in right) return right;
    return pairs.input === 'left' ? join(left, right) : join(right, left);
  }
  const partner = pairs.targets.get(file);
  if (partner === undefined) return { reason: 'has no partner' };
  const [input, target] = await Promise.all([ask(place), ask(placeOf(source, partner))]);
  if ('reason' in input) return input;
  return 'reason' in target ? { reason: `of its target, ${partner}: ${target.reason}` } : join(input, target);
}

const mean = (a: number, b: number): number => (a + b) / 2;

/** Of two hashes every other bit: pairs are alike where both of their pictures are. */
function halfOfEach(a: string, b: string): string {
  const [ours, theirs] = [a, b].map((hash) => BigInt(`0x${hash}`));
  const even = 0x5555555555555555n;
  const bits = ((ours ?? 0n) & even) | ((theirs ?? 0n) & (even << 1n));
  return bits.toString(16).padStart(16, '0');
}

/** What is known of a pair: its size and ground are the target's; it is as blank as the blanker of both. */
export function factsOfPair(input: PictureFacts, target: PictureFacts): PictureFacts {
  const uneven = input.width !== target.width || input.height !== target.height;
  return {
    ...target,
    turned: input.turned || target.turned,
    transparent: input.transparent || target.transparent,
    deep: input.deep || target.deep,
    frames: Math.max(input.frames, target.frames),
    ...(uneven && { uneven }),
    colour: input.colour || target.colour,
    digest: digestOfPair(input.digest, target.digest),
    hash: halfOfEach(input.hash, target.hash),
    brightness: mean(input.brightness, target.brightness),
    contrast: Math.min(input.contrast, target.contrast),
    sharpness: mean(input.sharpness, target.sharpness),
  };
}

/** @param shape of each of the two images */
export const joinImages =
  (shape: ImageShape): Joined<Rendered> =>
  (input, target) => ({
    pixels: besideEachOther([input.pixels, target.pixels], shape),
    facts: factsOfPair(input.facts, target.facts),
  });

/** Two pictures side by side on black, each in the middle of its half. */
function together(input: Thumbnail, target: Thumbnail): Thumbnail {
  const [width, height] = [Math.max(input.width, target.width), Math.max(input.height, target.height)];
  const pixels = new Uint8Array(2 * width * height * 3);
  [input, target].forEach((one, at) => {
    const left = at * width + Math.floor((width - one.width) / 2);
    const top = Math.floor((height - one.height) / 2);
    for (let y = 0; y < one.height; y += 1)
      pixels.set(one.pixels.subarray(y * one.width * 3, (y + 1) * one.width * 3), ((top + y) * 2 * width + left) * 3);
  });
  return { width: 2 * width, height, pixels };
}

/** The same, with the pictures themselves side by side. */
export const joinPreviews =
  (shape: ImageShape): Joined<Previewed> =>
  (input, target) => ({
    ...joinImages(shape)(input, target),
    original: together(input.original, target.original),
  });

/** The same, with the target's picture alone: a window is set over it, and cut out of both alike. */
export const joinTargets =
  (shape: ImageShape): Joined<Previewed> =>
  (input, target) => ({ ...joinImages(shape)(input, target), original: target.original });
