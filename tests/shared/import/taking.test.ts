import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SKIP_CHOICES, labelChoicesSchema, type LabelChoices, type SkipChoice } from '@shared/import/options.ts';
import type { LookedAt } from '@shared/import/rows.ts';
import { takingOf, type Taking } from '@shared/import/taking.ts';
import { atOnce } from '@shared/sliced.ts';
import { facts, picture } from './pictures.ts';

const take = (
  pictures: readonly LookedAt[],
  {
    skip = [],
    table = null,
    ...labels
  }: Partial<LabelChoices> & { skip?: SkipChoice[]; table?: Map<string, string> | null } = {},
): Taking => atOnce(takingOf(pictures, { skip, labels: labelChoicesSchema.parse(labels) }, table));
const labelled = (pictures: readonly LookedAt[], { taken, names, numbers }: Taking): string[] =>
  taken.map((at, place) => `${pictures[at]?.path} ${names?.[numbers[place] ?? -1] ?? '–'}`);

const PETS = ['cat/1', 'cat/2', 'cat/3', 'cat/4', 'dog/1', 'dog/2', 'fox/1'].map((path) => picture(path));

describe('which pictures are taken', () => {
  it('by default all, under the labels of their folders', () => {
    const taking = take(PETS);
    expect(taking).toMatchObject({ taken: [0, 1, 2, 3, 4, 5, 6], names: ['cat', 'dog', 'fox'], left: [] });
    expect(taking.numbers).toEqual([0, 0, 0, 0, 1, 1, 2]);
  });

  it('folders that part pairs name no labels of them, and name those of single pictures', () => {
    const parts = ['trainA/1', 'testA/1'].map((path) => picture(path));
    const choices = { skip: [], labels: labelChoicesSchema.parse({}) };
    expect(atOnce(takingOf(parts, { ...choices, pairs: 'folders' }, null)).names).toBeNull();
    for (const alone of [choices, { ...choices, pairs: 'off' as const }])
      expect(atOnce(takingOf(parts, alone, null)).names).toEqual(['testA', 'trainA']);
  });

  it('labels are renamed, joined and dropped by the names of their folders', () => {
    const taking = take(PETS, { rename: { cat: 'pet', dog: 'pet', fox: 'cat' }, drop: [] });
    expect(taking).toMatchObject({ names: ['cat', 'pet'], numbers: [1, 1, 1, 1, 1, 1, 0] });
    expect(take(PETS, { drop: ['dog'] })).toMatchObject({
      names: ['cat', 'fox'],
      taken: [0, 1, 2, 3, 6],
      left: [
        { path: 'dog/1', reason: 'left out with its label, dog' },
        { path: 'dog/2', reason: 'left out with its label, dog' },
      ],
    });
    expect(take(PETS, { drop: ['dog', 'fox'] })).toMatchObject({ names: null, numbers: [] });
  });

  it('of each label at most so many, spread evenly over it', () => {
    const taking = take(PETS, { most: 2 });
    expect(labelled(PETS, taking)).toEqual(['cat/1 cat', 'cat/3 cat', 'dog/1 dog', 'dog/2 dog', 'fox/1 fox']);
    expect(taking.left.map(({ path }) => path)).toEqual(['cat/2', 'cat/4']);
    expect(take(PETS, { from: 'none', most: 3 }).taken).toEqual([0, 2, 4]);
  });

  it('of copies the first by its path, of a label that is not dropped', () => {
    const same = facts();
    const pictures = ['a/1', 'b/1', 'b/2', 'c/1'].map((path) => ({ path, facts: same }));
    expect(take(pictures, { skip: ['copies'] }).left).toEqual(
      ['b/1', 'b/2', 'c/1'].map((path) => ({ path, reason: 'a copy of a/1' })),
    );
    expect(take(pictures, { skip: ['copies'], drop: ['a'] })).toMatchObject({ taken: [1] });
  });

  it('blank ones and near copies are skipped where that is chosen alone', () => {
    const one = facts();
    const pictures = [
      { path: '1', facts: one },
      { path: '2', facts: { ...one, digest: 'other' } },
      picture('3', { contrast: 0 }),
    ];
    expect(take(pictures).taken).toEqual([0, 1, 2]);
    expect(take(pictures, { skip: ['copies'] }).taken).toEqual([0, 1, 2]);
    expect(take(pictures, { skip: ['blank', 'near-copies'] }).left).toEqual([
      { path: '3', reason: 'blank' },
      { path: '2', reason: 'nearly the same as 1' },
    ]);
  });

  it('a table names labels where none are chosen from folders', () => {
    const table = new Map([
      ['cat/1', 'small'],
      ['dog/1', 'large'],
    ]);
    expect(take(PETS, { table })).toMatchObject({
      names: ['(no label)', 'large', 'small'],
      numbers: [2, 0, 0, 0, 1, 0, 0],
    });
    expect(take(PETS, { table, from: 1 }).names).toEqual(['cat', 'dog', 'fox']);
    expect(take(PETS, { table, from: 'none' }).names).toBeNull();
  });

  it('of any choices each picture is taken or listed once, in order, and the same again', () => {
    const shapes = fc.array(
      fc.record({ folder: fc.constantFrom('', 'a/', 'b/', 'b/c/'), twin: fc.nat(4), contrast: fc.constantFrom(0, 50) }),
      { maxLength: 30 },
    );
    const twins = Array.from({ length: 5 }, () => facts());
    fc.assert(
      fc.property(
        shapes,
        fc.subarray([...SKIP_CHOICES]),
        fc.option(fc.integer({ min: 1, max: 4 })),
        fc.subarray(['a', 'b']),
        fc.constantFrom('auto' as const, 'none' as const, 1, 2),
        (made, skip, most, drop, from) => {
          const pictures = made.map(({ folder, twin, contrast }, index) => ({
            path: `${folder}${index}`,
            facts: { ...(twins[twin] ?? facts()), contrast },
          }));
          const taking = take(pictures, { skip, most, drop, from });
          const places = [...taking.taken.map((at) => pictures[at]?.path), ...taking.left.map(({ path }) => path)];
          expect(places.toSorted()).toEqual(pictures.map(({ path }) => path).toSorted());
          expect(taking.taken).toEqual(taking.taken.toSorted((a, b) => a - b));
          expect(taking.numbers).toHaveLength(taking.names ? taking.taken.length : 0);
          for (const name of taking.names?.keys() ?? []) expect(taking.numbers).toContain(name);
          expect(take(pictures, { skip, most, drop, from })).toEqual(taking);
        },
      ),
    );
  });
});
