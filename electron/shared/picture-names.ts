/** What the names of pictures that Forger reads end with; whether a file is one is told by its content. */
export const PICTURE_ENDINGS = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp'];

export const isPictureName = (path: string): boolean =>
  PICTURE_ENDINGS.some((ending) => path.toLowerCase().endsWith(`.${ending}`));
