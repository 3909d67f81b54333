import { expect, it } from 'vitest';
import { VersionDraft } from '../../../renderer/src/datasets/version/draft.svelte.ts';
import { SHOES } from '../fixtures/library.ts';

it('says what is left out, renamed, dropped and limited; each click can be undone', () => {
  const draft = new VersionDraft(SHOES);
  expect(draft.changes).toBe(false);
  for (const image of [3, 7, 3]) draft.toggle(image);
  expect([...draft.leftOut]).toEqual([7]);
  expect(draft.undo()).toBe(true);
  expect([...draft.leftOut]).toEqual([7, 3]);
  const [first = '', second = ''] = SHOES.labels ?? [];
  draft.rename(first, 'shoes');
  draft.drop(second, true);
  draft.most = '20';
  expect(draft.revision).toEqual({
    name: `${SHOES.name}, fewer`,
    leaveOut: [7, 3],
    labels: { rename: { [first]: 'shoes' }, drop: [second], most: 20 },
  });
  draft.rename(first, first);
  draft.drop(second, false);
  expect(draft.revision?.labels).toEqual({ rename: {}, drop: [], most: 20 });
});

it.each([
  ['most', (draft: VersionDraft) => (draft.most = 'some'), 'A whole number'],
  ['a label’s name', (draft: VersionDraft) => draft.rename(SHOES.labels?.[0] ?? '', ' '), 'A label needs a name'],
  ['its own name', (draft: VersionDraft) => (draft.name = ''), 'A version needs a name'],
])('says what is wrong with %s', (_, change, sentence) => {
  const draft = new VersionDraft(SHOES);
  change(draft);
  expect(draft.revision).toBeNull();
  expect(draft.error).toContain(sentence);
});
