import type { PictureFacts } from './facts.ts';

/** Grey levels that a picture's brightness varies by at least. The barest images of Fashion-MNIST vary by 19. */
const BLANK_CONTRAST = 4;

/** It shows next to nothing. */
export const isBlank = ({ contrast }: Pick<PictureFacts, 'contrast'>): boolean => contrast < BLANK_CONTRAST;
