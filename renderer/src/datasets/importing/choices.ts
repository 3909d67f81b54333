import type { ImportOptions } from '@shared/dataset.ts';
import type { ImportProposal } from '@shared/import/look.ts';
import type {
  BACKGROUND_CHOICES,
  CROP_CHOICES,
  PADDING_CHOICES,
  PairsChoice,
  SkipChoice,
} from '@shared/import/options.ts';

type Listed<Value> = readonly { value: Value; label: string }[];

export const COLOURS: Listed<ImportOptions['channels']> = [
  { value: 1, label: 'Grey' },
  { value: 3, label: 'RGB' },
];
export const FITS: Listed<ImportOptions['fit']> = [
  { value: 'crop', label: 'Crop' },
  { value: 'pad', label: 'Pad' },
  { value: 'stretch', label: 'Stretch' },
];
/** Where inputs and targets lie; which is which is swapped beside it. */
export const PAIRINGS = ['single', 'folders', 'halves'] as const;
export type PairsFrom = (typeof PAIRINGS)[number];
export const PAIRED: Listed<PairsFrom> = [
  { value: 'single', label: 'None' },
  { value: 'folders', label: 'Two folders' },
  { value: 'halves', label: 'Halves' },
];
/** Each way to take pairs: as it stands first, and swapped. */
const TAKEN: Readonly<Record<PairsFrom, readonly [PairsChoice, PairsChoice]>> = {
  single: ['off', 'off'],
  folders: ['folders', 'folders-swapped'],
  halves: ['left-input', 'right-input'],
};
export const pairsFrom = (pairs: PairsChoice): PairsFrom =>
  PAIRINGS.find((from) => TAKEN[from].includes(pairs)) ?? 'single';
export const firstOf = (from: PairsFrom): PairsChoice => TAKEN[from][0];
export function swapped(pairs: PairsChoice): PairsChoice {
  const [first, second] = TAKEN[pairsFrom(pairs)];
  return pairs === first ? second : first;
}
/** A window is set on the stage. */
export const CROPS: Listed<(typeof CROP_CHOICES)[number] | 'window'> = [
  { value: 'centre', label: 'Centre' },
  { value: 'detail', label: 'Detail' },
  { value: 'window', label: 'Window' },
];
/** A colour of one's own is chosen beside it. */
export const OTHER = 'other';
export const PADDINGS: Listed<(typeof PADDING_CHOICES)[number] | typeof OTHER> = [
  { value: 'edge', label: 'The colour of their edge' },
  { value: 'blur', label: 'Themselves, blurred' },
  { value: 'black', label: 'Black' },
  { value: 'white', label: 'White' },
  { value: OTHER, label: 'A colour' },
];
export const BACKGROUNDS: Listed<(typeof BACKGROUND_CHOICES)[number] | typeof OTHER> = [
  { value: 'black', label: 'Black' },
  { value: 'white', label: 'White' },
  { value: 'contrast', label: 'What each stands out from' },
  { value: OTHER, label: 'A colour' },
];
export const TONES: Listed<ImportOptions['tones']> = [
  { value: 'own', label: 'As they are' },
  { value: 'light-on-dark', label: 'All light on dark' },
  { value: 'dark-on-light', label: 'All dark on light' },
  { value: 'inverted', label: 'Inverted' },
];
/** What can be left out for what it is, and the words where it is not. */
export const SKIPS: readonly { kind: SkipChoice; label: string; all: (count: string) => string }[] = [
  { kind: 'copies', label: 'Copies', all: (count) => `keep ${count} exact` },
  { kind: 'near-copies', label: 'Near copies', all: (count) => `keep ${count} near` },
  { kind: 'blank', label: 'Blank', all: (count) => `keep ${count}` },
];

/** What of a recommendation has a reason of its own. */
export const REASONS: readonly { of: keyof ImportProposal['why']; label: string }[] = [
  { of: 'size', label: 'Size' },
  { of: 'channels', label: 'Colour' },
  { of: 'fit', label: 'Fit' },
  { of: 'background', label: 'Alpha over' },
  { of: 'tones', label: 'Tones' },
  { of: 'skip', label: 'Left out' },
  { of: 'labels', label: 'Labels' },
];
