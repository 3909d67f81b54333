/** Why one image cannot be taken, in words that stand in the import's report. */
export class RefusedImage extends Error {
  override readonly name = 'RefusedImage';
}

const grouped = (value: number): string => value.toLocaleString('en');

/** Why a file is not read that became a link since it was listed: it can lead anywhere. */
export const LINK = 'a link, put in the place of a file';
export const tooLarge = (width: number, height: number): RefusedImage =>
  new RefusedImage(`too large: ${grouped(width)} × ${grouped(height)} pixels`);
/** Why a picture holds no input and target side by side. */
export function noPair({ width, height }: { width: number; height: number }): RefusedImage {
  const size = `${grouped(width)} × ${grouped(height)} pixels`;
  return new RefusedImage(
    width % 2 === 1
      ? `an odd width, ${size}: an input and its target side by side are each as wide`
      : `${size} are no input and target side by side: such a picture is about twice as wide as it is tall`,
  );
}
export const tooManyFrames = (frames: number): RefusedImage => new RefusedImage(`too many frames: ${grouped(frames)}`);
export const cutOff = (): RefusedImage => new RefusedImage('cut off: the end of the file is missing');
/** The kinds of image that Forger reads. */
export const READ = 'PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF';
/** @param kind what else it is; null where that is not known. */
export const notRead = (kind: string | null): RefusedImage =>
  new RefusedImage(
    kind === null
      ? `not an image that Forger reads (${READ})`
      : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind} image, which Forger does not read: save it as PNG or JPEG`,
  );
export const damagedImage = (): RefusedImage => new RefusedImage('damaged: it cannot be decoded');
