import type { PictureFacts } from '@shared/import/facts.ts';
import type { LookedAt } from '@shared/import/rows.ts';

let made = 0;

/** A colour photo that is like no other, but for what is said of it. */
export function facts(changes: Partial<PictureFacts> = {}): PictureFacts {
  made += 1;
  // Hashes and digests that lie far apart.
  const own = (BigInt(made) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
  return {
    format: 'jpeg',
    width: 64,
    height: 64,
    turned: false,
    transparent: false,
    deep: false,
    frames: 1,
    colour: true,
    digest: own.toString(16).padStart(64, '0'),
    hash: own.toString(16).padStart(16, '0'),
    brightness: 120,
    contrast: 50,
    border: { brightness: 110, contrast: 50 },
    sharpness: 20,
    ...changes,
  };
}

export const picture = (path: string, changes: Partial<PictureFacts> = {}): LookedAt => ({
  path,
  facts: facts(changes),
});

export const pictures = (count: number, changes: Partial<PictureFacts> = {}, folder = ''): LookedAt[] =>
  Array.from({ length: count }, (_, index) => picture(`${folder}${String(index).padStart(4, '0')}.jpg`, changes));

/** Something light on an even dark ground, and the other way round. */
export const ON_DARK = { brightness: 60, contrast: 60, border: { brightness: 5, contrast: 3 } };
export const ON_LIGHT = { brightness: 190, contrast: 60, border: { brightness: 250, contrast: 3 } };
