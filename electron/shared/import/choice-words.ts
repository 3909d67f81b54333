import { importOptionsSchema, type ImportOptions, type ToldChoice } from '../dataset.ts';
import { cropWindowText } from './crop-window.ts';
import { PAIRS_WORDS } from './paired.ts';

const cropWords = (crop: ImportOptions['crop']): string =>
  typeof crop === 'object' ? `window ${cropWindowText(crop)}` : crop;

/** Choices of how pictures become images that are not what an import does by itself, and what it skips. */
export function choiceWords(options: ImportOptions): ToldChoice[] {
  const usual = importOptionsSchema.parse({ name: options.name });
  const { fit, crop, padding, background, tones, skip, pairs } = options;
  const part = { crop: cropWords(crop), pad: padding, stretch: null }[fit];
  const told = {
    Pairs: pairs === usual.pairs ? null : PAIRS_WORDS[pairs],
    Fit: fit !== usual.fit || crop !== usual.crop ? [fit, ...(part === null ? [] : [part])].join(', ') : null,
    Background: background === usual.background ? null : background,
    Tones: tones === usual.tones ? null : tones,
    Skipped: skip.length > 0 ? skip.join(', ') : null,
  };
  return Object.entries(told).flatMap(([what, value]) => (value === null ? [] : [{ what, value }]));
}
