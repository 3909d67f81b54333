import { expect, it } from 'vitest';
import { matcher } from '../../electron/cli/matching.ts';

it.each<[string, string[], string[]]>([
  ['*.gif', ['a.gif', 'x/y/a.gif'], ['a.gif.png', 'gif']],
  ['drafts', ['drafts', 'drafts/a.png', 'x/drafts/y/a.png'], ['mydrafts/a.png', 'drafts.png']],
  ['drafts/*', ['drafts/a.png', 'drafts/x/a.png'], ['x/drafts/a.png', 'drafts']],
  ['a/**/b.png', ['a/b.png', 'a/x/y/b.png'], ['b.png', 'a/xb.png']],
  ['img_?.jpg', ['img_1.jpg', 'x/img_é.jpg'], ['img_10.jpg', 'img_/.jpg']],
  ['./a+b (1).png', ['a+b (1).png'], ['aab 1.png', 'x/aab (1).png']],
  ['[ab].png', ['[ab].png'], ['a.png']],
])('%s', (pattern, yes, no) => {
  const matches = matcher(pattern);
  expect(yes.filter((path) => !matches(path))).toEqual([]);
  expect(no.filter(matches)).toEqual([]);
});
