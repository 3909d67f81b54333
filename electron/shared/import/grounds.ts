import type { PictureFacts } from './facts.ts';

/** Standard deviations of brightness, in grey levels: up to which a border is even, and a picture shows nothing. */
const EVEN_BORDER = 24;
const BLANK_CONTRAST = 4;
/** Brightness of a border: dark up to the first, light from the second. */
const DARK_UP_TO = 80;
const LIGHT_FROM = 175;
/** A picture whose border is as bright as all of it has no ground that something stands on. */
const STANDS_OUT = 2;

/** It shows next to nothing. The barest images of Fashion-MNIST have a contrast of 19. */
export const isBlank = ({ contrast }: Pick<PictureFacts, 'contrast'>): boolean => contrast < BLANK_CONTRAST;

/**
 * What a picture's subject stands on, told from its border: an even dark one with something lighter in it, or an even
 * light one with something darker in it; null for photos, whose borders are uneven.
 */
export function groundOf({
  brightness,
  contrast,
  border,
}: Pick<PictureFacts, 'brightness' | 'contrast' | 'border'>): 'dark' | 'light' | null {
  if (isBlank({ contrast }) || border.contrast > EVEN_BORDER) return null;
  if (border.brightness <= DARK_UP_TO) return brightness - border.brightness >= STANDS_OUT ? 'dark' : null;
  if (border.brightness >= LIGHT_FROM) return border.brightness - brightness >= STANDS_OUT ? 'light' : null;
  return null;
}
