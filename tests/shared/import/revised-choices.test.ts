import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importOptionsSchema } from '@shared/dataset.ts';
import { reviseChoices } from '@shared/import/revised-choices.ts';
import { revise, revisionSchema } from '@shared/import/revision.ts';
import { takingOf } from '@shared/import/taking.ts';
import { atOnce } from '@shared/sliced.ts';
import { picture } from './pictures.ts';

const FOLDERS = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...FOLDERS, 'x', 'y');
const labels = fc.record({
  rename: fc.dictionary(name, name),
  drop: fc.array(name, { maxLength: 2 }),
});

/** Paths with the names of their labels, and '' where there are none. */
const named = (paths: readonly string[], names: readonly string[] | null, numbers: ArrayLike<number>): string[] =>
  paths.map((path, at) => `${path} ${names?.[numbers[at] ?? 0] ?? ''}`);

test('an import with a version’s choices takes what the version holds, under the same labels', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...FOLDERS), { minLength: 2, maxLength: 12 }),
      labels,
      labels,
      fc.array(fc.nat(11), { maxLength: 3 }),
      fc.option(fc.integer({ min: 1, max: 3 })),
      (folders, first, then, leaveOut, most) => {
        const all = folders.map((folder, at) => picture(`${folder}/${String(at).padStart(2, '0')}.png`));
        const options = importOptionsSchema.parse({ name: 'All', labels: first });
        const { taken, names, numbers } = atOnce(takingOf(all, options, null));
        const before = taken.map((at) => all[at]?.path ?? '');
        const revision = revisionSchema.parse({ name: 'Fewer', leaveOut, labels: { ...then, most } });
        const held = revise(taken.length, names, names && Uint16Array.from(numbers), revision);
        // With one label left there are none, and nothing can be said of it by name.
        fc.pre(names !== null && held.names !== null);

        const byHand = leaveOut.flatMap((image) => before[image] ?? []);
        const choices = reviseChoices(options, revision, byHand);
        const out = new Set(choices.leaveOut);
        const there = all.filter(({ path }) => !out.has(path));
        const made = atOnce(takingOf(there, choices, null));
        const paths = made.taken.map((at) => there[at]?.path ?? '');
        const held_ = [...held.images].map((image) => before[image] ?? '');
        expect(named(paths, made.names, made.numbers)).toEqual(named(held_, held.names, held.numbers ?? []));
      },
    ),
    { numRuns: 500 },
  );
});

test('of two limits the lower one stands, and what is not of labels stays', () => {
  const options = importOptionsSchema.parse({ name: 'All', tones: 'inverted', leaveOut: ['a'], labels: { most: 5 } });
  const revised = (most: number | null): unknown =>
    reviseChoices(options, revisionSchema.parse({ name: 'Fewer', labels: { most } }), ['b', 'a']);
  expect(revised(3)).toEqual({
    ...options,
    name: 'Fewer',
    leaveOut: ['a', 'b'],
    labels: { ...options.labels, most: 3 },
  });
  expect([revised(9), revised(null)]).toMatchObject([{ labels: { most: 5 } }, { labels: { most: 5 } }]);
});
