const UNITS = [
  { seconds: 86_400, name: 'day' },
  { seconds: 3600, name: 'hour' },
  { seconds: 60, name: 'minute' },
] as const;

/** "about 40 minutes": one or two digits, as little as is known. */
export function about(seconds: number): string {
  const unit = UNITS.find((one) => seconds >= 1.5 * one.seconds) ?? UNITS[2];
  const exact = seconds / unit.seconds;
  const number = exact >= 20 ? Math.round(exact / 5) * 5 : Math.max(1, Math.round(exact));
  return `about ${number} ${unit.name}${number === 1 ? '' : 's'}`;
}

/** "2 days". */
export function inDays(seconds: number): string {
  const days = seconds / UNITS[0].seconds;
  return `${days} ${UNITS[0].name}${days === 1 ? '' : 's'}`;
}

/** 0.91, 12, 0.045. */
export const digits = (value: number): string => String(Number(value.toPrecision(2)));

export const whole = (value: number): string => value.toLocaleString('en-US');

const SHARES: Readonly<Record<number, string>> = {
  0.5: 'half width',
  0.25: 'a quarter of its width',
  0.125: 'an eighth of its width',
  0.0625: 'a sixteenth of its width',
};

/** "half width", "a quarter of its width", …: a share of the published width. */
export const shareWords = (share: number): string => SHARES[share] ?? 'full width';
