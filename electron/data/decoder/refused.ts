/** Why one image cannot be taken, in words that stand in the import's report. */
export class RefusedImage extends Error {
  override readonly name = 'RefusedImage';
}

const grouped = (value: number): string => value.toLocaleString('en');

export const tooLarge = (width: number, height: number): RefusedImage =>
  new RefusedImage(`too large: ${grouped(width)} × ${grouped(height)} pixels`);
export const cutOff = (): RefusedImage => new RefusedImage('cut off: the end of the file is missing');
export const damagedImage = (): RefusedImage => new RefusedImage('damaged: it cannot be decoded');
