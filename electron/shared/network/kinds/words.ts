const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 14070 → "14,070". */
export const count = (value: number): string => whole.format(value);

/** 0.0002 → "0.0002", without grouping. */
export const plain = (value: number): string =>
  Math.abs(value) >= 1e-6 || value === 0
    ? value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 12 })
    : String(value);

export const biasWords = 'bias';
export const spectralWords = 'spectral norm';
export const paddingWords = { label: 'padding', choices: { same: 'same', valid: 'valid' } };
export const gainWords = 'first weights ×';
/** Most layers start as their initialiser says: nothing is shown of it. */
export const withoutGain = ({ gain }: { gain?: number | undefined }, key: string): boolean =>
  key === 'gain' && gain === undefined;
/** What of a convolution has no column of its own. */
export const kernelNote = ({ padding, useBias }: { padding?: 'same' | 'valid'; useBias: boolean }): string | null => {
  if (padding === 'valid') return 'without zeros around';
  return useBias ? null : 'no bias';
};
