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
export const equalizedWords = 'equalised rate';
export const rateWords = 'learning rate ×';
export const outputGainWords = 'result ×';
/** What few layers have a say in: of the others nothing is shown. */
const SELDOM = ['gain', 'equalized', 'rate', 'outputGain'] as const;
export const isUnset = (layer: Partial<Record<(typeof SELDOM)[number], unknown>>, key: string): boolean =>
  SELDOM.some((seldom) => seldom === key && layer[seldom] === undefined);
/** What of a convolution has no column of its own. */
export const kernelNote = ({ padding, useBias }: { padding?: 'same' | 'valid'; useBias: boolean }): string | null => {
  if (padding === 'valid') return 'without zeros around';
  return useBias ? null : 'no bias';
};
