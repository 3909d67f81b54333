import type { ImportOptions } from '../dataset.ts';
import type { PictureFacts } from './facts.ts';

/** Half of all brightness: grounds above it are light. */
const MIDDLE = 127.5;
/** So near to it, a ground is neither. */
const NEITHER = 24;

/**
 * Whether a picture shows something dark on a light ground, or light on a dark one, by the brightness of its border.
 * @returns null where the border is not even: where its spread reaches beyond the middle, or where it lies there.
 */
export function groundOf({ border }: Pick<PictureFacts, 'border'>): 'light' | 'dark' | null {
  const beyond = border.brightness - MIDDLE;
  if (Math.abs(beyond) < Math.max(border.contrast, NEITHER)) return null;
  return beyond > 0 ? 'light' : 'dark';
}

/** Whether a picture's tones are inverted under a choice. */
export function isInverted(tones: ImportOptions['tones'], facts: Pick<PictureFacts, 'border'>): boolean {
  switch (tones) {
    case 'own':
      return false;
    case 'inverted':
      return true;
    case 'light-on-dark':
      return groundOf(facts) === 'light';
    case 'dark-on-light':
      return groundOf(facts) === 'dark';
  }
}
