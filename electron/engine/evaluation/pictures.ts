/** Pictures and what the vision network makes of them. */
export interface Pictures {
  count: number;
  image: { height: number; width: number; channels: number };
  /** [count, height, width, channels], 0 … 255 */
  pixels: Uint8Array;
  /** [count, 192] */
  features: Float32Array;
}

/** So many pixels are looked at: 1,365 pictures of 64 × 64 in colour, 85 of 256 × 256. */
const MOST_VALUES = 2 ** 24;

/** Pictures whose pixels are looked at: all, or some from all over the set where they are large. */
export function lookedAt({ count, image, pixels }: Pictures): Omit<Pictures, 'features'> {
  const size = image.height * image.width * image.channels;
  const some = Math.min(count, Math.max(1, Math.floor(MOST_VALUES / size)));
  if (some === count) return { count, image, pixels };
  const chosen = new Uint8Array(some * size);
  for (let place = 0; place < some; place++) {
    const from = Math.floor((place * count) / some) * size;
    chosen.set(pixels.subarray(from, from + size), place * size);
  }
  return { count: some, image, pixels: chosen };
}

/** One after another, the planes of one channel each. */
export function* planes({ count, image, pixels }: Omit<Pictures, 'features'>): Generator<Float64Array> {
  const { height, width, channels } = image;
  const plane = new Float64Array(height * width);
  for (let picture = 0; picture < count; picture++)
    for (let channel = 0; channel < channels; channel++) {
      const from = picture * plane.length * channels + channel;
      for (let at = 0; at < plane.length; at++) plane[at] = pixels[from + at * channels] as number;
      yield plane;
    }
}

/** Variance of the rounding to whole grey levels: what is fainter cannot be told from it. In squared grey levels. */
export const ROUNDING = 1 / 12;
