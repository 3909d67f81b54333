const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 8 → "⁸", -3 → "⁻³". */
const raised = (power: number): string =>
  (power < 0 ? '⁻' : '') + [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');

/** 965306258 → "9.7 × 10⁸". */
function scientific(size: number): string {
  const [mantissa = '', power = '0'] = size.toExponential(1).split('e');
  return `${mantissa} × 10${raised(Number(power))}`;
}

/**
 * A measured number (a loss, a score) as it is written everywhere, in the window and on the command line: two digits
 * after the point, more of what is small, whole from 1,000, powers of ten from a million and below a ten-thousandth;
 * a dash for what is no finite number.
 */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return (value < 0 ? '−' : '') + sized(size);
}

function sized(size: number): string {
  if (size === 0) return '0.00';
  if (size >= 999_999.5 || size < 0.000_1) return scientific(size);
  if (size >= 999.995) return whole.format(size);
  return size >= 0.0995 ? size.toFixed(2) : String(Number(size.toPrecision(2)));
}

/** A share of 0 to 1 in whole percent, 0.7213 → "72 %"; a dash for what is no finite number. */
export const percentFigure = (share: number | null | undefined): string =>
  share === null || share === undefined || !Number.isFinite(share) ? '–' : `${Math.round(share * 100)} %`;

const BELOW_WHOLE = 10;

/** Of images or steps a second: 0.13, 7.2, 5,639. */
export const rate = (perSecond: number): string =>
  perSecond < BELOW_WHOLE ? String(Number(perSecond.toPrecision(2))) : Math.round(perSecond).toLocaleString('en-US');
