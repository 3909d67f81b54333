/** Numbers and spans of time as the window writes them. Pure. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 14070 → "14,070". */
export const count = (value: number): string => whole.format(value);

/** Raw setting: no grouping, so that it can be edited and read back. 0.0002 → "0.0002". */
export const plain = (value: number): string =>
  Math.abs(value) >= 1e-6 || value === 0
    ? value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 12 })
    : String(value);

/** "1 image", "3 images". */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as file managers show them: 11594722 → "12 MB". */
export function bytes(value: number): string {
  let unit = 0;
  let left = value;
  while (left >= 999.5 && unit < UNITS.length - 1) {
    left /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && left < 9.95 ? 1 : 0;
  return `${left.toFixed(digits)} ${UNITS[unit] ?? 'TB'}`;
}

/** Rounded for reading: "2 s", "4 min 30 s", "3 h 50 min". */
export function duration(seconds: number): string {
  const rounded = seconds < 60 ? Math.max(0, Math.round(seconds)) : Math.round(seconds / 10) * 10;
  if (rounded < 60) return `${rounded} s`;
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) {
    const rest = rounded % 60;
    return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  }
  const total = Math.round(seconds / 60);
  const rest = total % 60;
  return rest === 0 ? `${Math.floor(total / 60)} h` : `${Math.floor(total / 60)} h ${rest} min`;
}

/** What is only guessed at, to one figure: 47 → "50 s", 227 → "4 min", 7980 → "2 h". */
export function roughDuration(seconds: number): string {
  const unit = seconds < 57 ? 1 : seconds < 57 * 60 ? 60 : seconds < 23 * 3600 ? 3600 : 24 * 3600;
  const value = seconds / unit;
  const step = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const rounded = Math.max(1, Math.round(value / step) * step);
  const names: Record<number, string> = { 1: 's', 60: 'min', 3600: 'h' };
  return `${count(rounded)} ${names[unit] ?? (rounded === 1 ? 'day' : 'days')}`;
}

/** "28 × 28, grey". */
export const imageShape = (image: { width: number; height: number; channels: number }): string =>
  `${image.width} × ${image.height}, ${image.channels === 1 ? 'grey' : 'colour'}`;

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** When something was, as short as it can be said: "14:27" today, "12 May" this year, "May 2024" before. */
export function moment(at: Date, now: Date): string {
  if (sameDay(at, now)) return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const thisYear = at.getFullYear() === now.getFullYear();
  return at.toLocaleDateString('en-GB', { month: 'short', ...(thisYear ? { day: 'numeric' } : { year: 'numeric' }) });
}

/** The same in full: "12 May 2024, 14:27". */
export const fullMoment = (at: Date): string =>
  at.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

export { baseName } from '@shared/given-path.ts';
