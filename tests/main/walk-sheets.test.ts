import { expect, it } from 'vitest';
import { WalkSheets } from '../../electron/main/jobs/walk-sheets.ts';

it('keeps the newest few sheets, each under a key of its own content', () => {
  const sheets = new WalkSheets();
  const sheet = (value: number): Uint8Array => Uint8Array.of(value, value);
  const [first, second, third] = [1, 2, 3].map((value) => sheets.keep(sheet(value)));
  // Asked for again, it is the newest.
  expect(sheets.keep(sheet(1))).toBe(first);
  sheets.keep(sheet(4));
  expect(sheets.get(first!)).toEqual(sheet(1));
  expect(sheets.get(third!)).toEqual(sheet(3));
  expect(sheets.get(second!)).toBeNull();
});
