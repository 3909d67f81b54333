import { expect, it } from 'vitest';
import { displayText } from '@shared/display.ts';

const SCOTLAND = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';

it.each([
  ['what turns the text around', 'a\u202egnp.exe', 'a\uFFFDgnp.exe'],
  ['what speaks to a terminal, and ends of lines', 'a\u001b[2K\rb\nc\u2028', 'a\uFFFD[2K\uFFFDb\uFFFDc\uFFFD'],
  ['joiners between Latin letters, where nobody sees them', 'ad\u200dmin', 'ad\uFFFDmin'],
  ['letters of a flag without the flag', 'cat\u{E0067}\u{E007F}', 'cat\uFFFD\uFFFD'],
])('%s is replaced', (_what, text, shown) => {
  expect(displayText(text)).toBe(shown);
});

it.each([
  ['words with joiners', 'می\u200cخواهم क्\u200dष'],
  ['pictures of several signs', '\u{1F468}\u{1F3FD}\u200d\u{1F33E}\u{1F3F3}\uFE0F\u200d\u{1F308}'],
  ['flags of regions', SCOTLAND],
])('%s are shown as they are', (_what, text) => {
  expect(displayText(text)).toBe(text);
});
