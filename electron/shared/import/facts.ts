/** What decoders read. */
export const IMAGE_FORMATS = ['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff', 'avif'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Frames or pages of one file at most, of which the first is taken: more have no use that is known, and each is looked for. */
export const MOST_FRAMES = 65_536;

/** What is known of one picture once it was opened; told from a small copy of it where not from its head. */
export interface PictureFacts {
  format: ImageFormat;
  /** Upright, in pixels. */
  width: number;
  height: number;
  /** Turned or mirrored by EXIF. */
  turned: boolean;
  /** Some of it is transparent. */
  transparent: boolean;
  /** More than 8 bits a channel. */
  deep: boolean;
  /** Frames of a moving picture, of which the first is taken; else 1. */
  frames: number;
  /** Of a pair: its two pictures have different sizes, and these are the target's. */
  uneven?: true;
  /** False where it shows greys alone, whatever its file could hold. */
  colour: boolean;
  /** SHA-256 of the file, in hexadecimal digits: copies are alike in it. */
  digest: string;
  /** Difference hash of 8 × 8 brightnesses (Krawetz 2013), 64 bits as 16 hexadecimal digits: near copies differ in few bits. */
  hash: string;
  /** Mean and standard deviation of its brightness, 0 … 255. */
  brightness: number;
  contrast: number;
  /** The same of its border alone, a sixteenth of its side wide: its ground, where that is even. */
  border: { brightness: number; contrast: number };
  /** Root mean square of the Laplacian of its brightness, 0 … 255, on the small copy: blurred pictures have little. */
  sharpness: number;
}
