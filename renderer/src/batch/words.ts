import type { SeeingSettings } from '@shared/batch.ts';
import { DIFF_AUGMENT } from '@shared/config/diff-augment.ts';

/** What is done to images on their way to D: "mirrored, DiffAugment, ADA at p 0.5"; null where nothing is. */
export function changesWords(settings: SeeingSettings): string | null {
  const parts = [
    ...(settings['augment.mirror'] === 'on' ? ['mirrored half of the time'] : []),
    ...(DIFF_AUGMENT.some((key) => settings[key] === 'on') ? ['DiffAugment'] : []),
    ...(settings['ada.kind'] === 'off' ? [] : [`ADA at p ${settings['ada.probability']}`]),
    ...(settings['noise.start'] > 0 ? ['instance noise as at the start'] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : null;
}

/** A tile is about so large, in CSS pixels. */
const WANTED = 84;

/** The zoom of a batch's images: whole, so that no pixel is blurred, but for images larger than a tile may be. */
export function tileZoom({ width, height }: { width: number; height: number }): number {
  const longest = Math.max(width, height);
  return longest > WANTED ? WANTED / longest : Math.floor(WANTED / longest);
}
