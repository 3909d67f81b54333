import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RefusedFile } from '@shared/dataset.ts';
import { EXAMPLES, FINDING_KINDS, type Finding, type FindingKind } from '@shared/import/findings.ts';
import { RARE } from '@shared/import/found.ts';
import { lookOf, picturesOfFinding, type Seen } from '@shared/import/look-of.ts';
import { proposeImport, SHOWN, type FolderLook, type ImportProposal } from '@shared/import/look.ts';
import type { LookedAt } from '@shared/import/rows.ts';
import { atOnce } from '@shared/sliced.ts';
import { facts, ON_DARK, ON_LIGHT, picture, pictures } from './pictures.ts';

const look = (seen: LookedAt[], rest: Partial<Seen> = {}): FolderLook =>
  atOnce(lookOf({ files: seen.length, pictures: seen, refused: [], table: null, whole: true, ...rest }));
const found = (seen: LookedAt[], kind: FindingKind, rest: Partial<Seen> = {}): Finding | undefined =>
  look(seen, rest).findings.find((one) => one.kind === kind);
const proposed = (seen: LookedAt[], rest: Partial<Seen> = {}): ImportProposal | null => proposeImport(look(seen, rest));

describe('findings', () => {
  const same = facts();
  it('no finding shows a picture twice, however many copies there are of one', () => {
    const seen = ['a', 'b', 'c', 'd'].map((path) => ({ path, facts: same }));
    const near = ['e', 'f', 'g'].map((path) => ({ path, facts: { ...same, digest: path } }));
    const { findings } = look([...pictures(2), ...seen, ...near]);
    for (const { kind, examples } of findings) expect(new Set(examples).size, kind).toBe(examples.length);
    expect(found(seen, 'copies')).toMatchObject({ count: 3, examples: ['a', 'd'] });
  });

  it('of pictures that are alike there are none', () => {
    expect(look(pictures(100)).findings).toEqual([]);
  });

  const refused: RefusedFile[] = [{ path: 'x.txt', reason: 'a text file' }];
  it.each<[FindingKind, LookedAt[], Partial<Seen>, Partial<Finding>]>([
    ['unreadable', pictures(2), { refused }, { level: 'refused', count: 1, examples: ['x.txt'] }],
    ['unreadable', [], { refused }, { level: 'refused', count: 1 }],
    [
      'mixed-tones',
      [...pictures(9, ON_DARK, 'a/'), picture('b/1', ON_LIGHT)],
      {},
      { count: 1, figure: '1', examples: ['b/1', 'a/0000.jpg', 'a/0001.jpg', 'a/0002.jpg', 'a/0003.jpg'] },
    ],
    [
      'copies',
      [...pictures(2), { path: 'x', facts: same }, { path: 'y', facts: same }],
      {},
      { figure: '1 exact', examples: ['x', 'y'] },
    ],
    [
      'near-copies',
      [
        { path: 'x', facts: same },
        { path: 'y', facts: { ...same, digest: 'other' } },
      ],
      {},
      { figure: '1 near', examples: ['x', 'y'] },
    ],
    [
      'blank',
      [...pictures(3), picture('x', { contrast: 1 })],
      {},
      { count: 1, words: 'Skipped. Look at them before you decide.' },
    ],
    [
      'too-small',
      [...pictures(3), picture('x', { width: 20, height: 99 })],
      {},
      { count: 1, title: 'Smaller than 64 × 64', examples: ['x'] },
    ],
    [
      'mixed-colour',
      [...pictures(30, { colour: false }), picture('x')],
      {},
      { title: 'Grey', figure: '97 %', words: '1 picture in colour becomes grey.' },
    ],
    [
      'mixed-colour',
      [...pictures(3), picture('x', { colour: false })],
      {},
      { title: 'Colour', count: 1, figure: '75 %' },
    ],
    [
      'sizes',
      [...pictures(3), picture('x', { width: 70 })],
      {},
      { title: '2 different sizes', figure: 'most 64 × 64' },
    ],
    [
      'transparent',
      [...pictures(3), picture('x', { transparent: true })],
      {},
      { count: 1, words: 'Flattened over black.' },
    ],
    ['turned', [...pictures(3), picture('x', { turned: true })], {}, { count: 1 }],
    ['deep', [...pictures(3), picture('x', { deep: true })], {}, { count: 1 }],
    ['moving', [...pictures(3), picture('x', { frames: 12 })], {}, { count: 1 }],
    [
      'labels',
      [...pictures(60, {}, 'a/'), ...pictures(60, {}, 'b/')],
      {},
      { title: '2 folders as labels', words: 'Each has 60 pictures.' },
    ],
    [
      'rare-label',
      [...pictures(90, {}, 'boots/'), ...pictures(RARE - 1, {}, 'slippers/')],
      {},
      {
        count: 1,
        figure: '1 of 2',
        words: 'slippers has only 49: too few to learn by itself. Rename it to join another, or drop it.',
      },
    ],
  ])('%s', (kind, seen, rest, expected) => {
    expect(found(seen, kind, rest)).toMatchObject({ kind, ...expected });
  });

  it('wide pictures are said to be, and what a square would cut of them', () => {
    const wide = [
      ...pictures(30, { ...ON_DARK, width: 640, height: 480 }),
      picture('x', { ...ON_DARK, width: 700, height: 480 }),
    ];
    expect(found(wide, 'sizes')?.words).toBe(
      'Wider than tall. Padding keeps all of them; a square would cut 25 % of most.',
    );
  });

  it('are told of what is chosen, where something is', () => {
    const seen = [...pictures(9, ON_DARK), picture('x', { ...ON_LIGHT, contrast: 1 }), picture('y', ON_LIGHT)];
    const chosen = { ...proposed(seen)!, tones: 'own' as const, skip: [] };
    const told = { files: 11, pictures: seen, refused: [], table: null, whole: true };
    const words = atOnce(lookOf(told, chosen)).findings.map((one) => one.words);
    expect(words.join(' ')).toContain('Inverting those on light ground fixes it.');
    expect(words.join(' ')).toContain('Taken, though they show next to nothing.');
  });

  it('of photos light and dark borders are no grounds', () => {
    const uneven = (brightness: number): object => ({ brightness: 120, border: { brightness, contrast: 60 } });
    expect(found([...pictures(9, uneven(90)), ...pictures(9, uneven(170), 'b')], 'mixed-tones')).toBeUndefined();
  });

  const some = fc.record({
    width: fc.integer({ min: 1, max: 3000 }),
    height: fc.integer({ min: 1, max: 3000 }),
    turned: fc.boolean(),
    transparent: fc.boolean(),
    deep: fc.boolean(),
    colour: fc.boolean(),
    frames: fc.integer({ min: 1, max: 3 }),
    contrast: fc.constantFrom(0, 60),
    border: fc.constantFrom(ON_DARK.border, ON_LIGHT.border),
    digest: fc.constantFrom('a', 'b', 'c'),
  });

  it('of any pictures come the gravest first, each once, with its examples among them', () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (all) => {
        const seen = all.map((changes, index) => picture(`${index % 3}/${index}`, changes));
        const { findings, shown } = look(seen);
        const kinds = findings.map(({ kind }) => kind);
        expect(kinds).toEqual(FINDING_KINDS.filter((kind) => kinds.includes(kind)));
        const paths = seen.map(({ path }) => path);
        for (const { count, examples, words, title } of findings) {
          expect(count).toBeGreaterThan(0);
          expect(examples.length).toBeLessThanOrEqual(EXAMPLES);
          expect(paths).toEqual(expect.arrayContaining(examples));
          expect(`${title} ${words}`).not.toMatch(/undefined|NaN/);
        }
        expect(shown).toHaveLength(Math.min(SHOWN, seen.length));
      }),
    );
  });

  it('counts are the same in any order of paths', () => {
    fc.assert(
      fc.property(
        fc
          .array(some, { maxLength: 12 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length }))),
        ([all, order]) => {
          const seen = all.map((changes) => picture('', { ...changes, hash: '0'.repeat(16) }));
          const counted = (numbers: Iterable<number>): unknown => {
            const placed = [...numbers].map((at, place) => ({ ...seen[at]!, path: String(place) }));
            // Which of near copies is the first does depend on it, and so does what is near that.
            return { ...look(placed).counts, nearCopies: null };
          };
          expect(counted(order)).toEqual(counted(seen.keys()));
        },
      ),
    );
  });
});

describe('labels by level', () => {
  const nested = [
    ...pictures(30, {}, 'set/train/cat/'),
    ...pictures(20, {}, 'set/train/dog/'),
    ...pictures(10, {}, 'set/test/cat/'),
  ];

  it('each level is counted, and the one taken by itself is said', () => {
    expect(look(nested)).toMatchObject({
      auto: 2,
      labels: 2,
      levels: [
        {
          level: 1,
          total: 2,
          names: [
            { name: 'test', count: 10 },
            { name: 'train', count: 50 },
          ],
        },
        {
          level: 2,
          total: 2,
          names: [
            { name: 'cat', count: 40 },
            { name: 'dog', count: 20 },
          ],
        },
      ],
    });
  });

  it('a table comes before folders', () => {
    const table = new Map(nested.map(({ path }, index) => [path, index < 30 ? 'old' : 'new']));
    const seen = look(nested, { table });
    expect(seen).toMatchObject({ auto: 0, labels: 2, levels: [{ level: 0, total: 2 }, { level: 1 }, { level: 2 }] });
    expect(found(nested, 'labels', { table })?.title).toBe('2 labels from a table');
  });

  it('of pictures in one folder there is none', () => {
    expect(look(pictures(3))).toMatchObject({ auto: null, labels: 0, levels: [] });
  });
});

describe('what is recommended', () => {
  it.each<[string, LookedAt[], Partial<ImportProposal>]>([
    ['square pictures are cropped', pictures(50), { fit: 'crop', crop: 'centre' }],
    [
      'wide things on even ground are padded in its colour',
      pictures(50, { ...ON_LIGHT, width: 640, height: 480 }),
      { fit: 'pad', padding: 'edge' },
    ],
    [
      'wide photos are cropped where their detail is',
      pictures(50, { width: 640, height: 480 }),
      { fit: 'crop', crop: 'detail' },
    ],
    ['strips are padded', pictures(50, { width: 640, height: 200 }), { fit: 'pad', padding: 'edge' }],
    ['tones of the many', [...pictures(50, ON_DARK), picture('x', ON_LIGHT)], { tones: 'light-on-dark' }],
    ['tones of the many, light', [...pictures(50, ON_LIGHT), picture('x', ON_DARK)], { tones: 'dark-on-light' }],
    ['one of many hundreds mixes nothing', [...pictures(300, ON_DARK), picture('x', ON_LIGHT)], { tones: 'own' }],
    ['blank ones are skipped', [...pictures(50), picture('x', { contrast: 0 })], { skip: ['blank'] }],
    ['but not where most are', [...pictures(5), ...pictures(9, { contrast: 0 }, 'b')], { skip: [] }],
    ['black ink on nothing lies over white', pictures(50, { transparent: true, contrast: 0 }), { background: 'white' }],
    ['other transparent ones over black', pictures(50, { transparent: true }), { background: 'black' }],
    [
      'beside pictures on white, over white',
      [...pictures(50, ON_LIGHT), picture('x', { transparent: true })],
      { background: 'white' },
    ],
  ])('%s', (_what, seen, expected) => {
    expect(proposed(seen)).toMatchObject(expected);
  });

  it('exact copies are skipped, near ones are not', () => {
    const same = facts();
    const seen = [
      ...pictures(9),
      ...['x', 'y'].map((path) => ({ path, facts: same })),
      { path: 'z', facts: { ...same, digest: 'o' } },
    ];
    expect(proposed(seen)?.skip).toEqual(['copies']);
  });

  it('labels of single things are none, and another level may have kinds', () => {
    const people = Array.from({ length: 30 }, (_, index) => picture(`p${index}/${index % 2 ? 'front' : 'side'}/1.jpg`));
    expect(proposed(people)?.labels.from).toBe(2);
    expect(
      proposed(people.map(({ path, facts: own }) => ({ path: path.replace(/\/.*\//, '/'), facts: own })))?.labels.from,
    ).toBe('none');
    expect(proposed([...pictures(20, {}, 'a/'), ...pictures(20, {}, 'b/')])?.labels.from).toBe('auto');
  });

  it('every choice has its reason', () => {
    for (const reason of Object.values(proposed(pictures(3, ON_LIGHT))!.why)) expect(reason).toMatch(/^[a-z\d].*[^.]$/);
  });
});

describe('all pictures of a finding', () => {
  const seenOf = (seen: LookedAt[]): Seen => ({
    files: seen.length,
    pictures: seen,
    refused: [],
    table: null,
    whole: true,
  });
  const all = (seen: LookedAt[], kind: FindingKind): string[] => atOnce(picturesOfFinding(seenOf(seen), kind));

  it('are as many as it says, its examples among them, however many there are', () => {
    const seen = [
      ...pictures(40, ON_DARK, 'a/'),
      ...pictures(30, ON_LIGHT, 'b/'),
      ...pictures(20, { contrast: 1 }, 'c/'),
      ...pictures(15, { transparent: true, turned: true, deep: true, frames: 3 }, 'd/'),
      ...pictures(12, { width: 9, height: 9, colour: false }, 'e/'),
    ];
    const { findings } = look(seen);
    const alone: FindingKind[] = ['blank', 'transparent', 'turned', 'deep', 'moving', 'too-small', 'mixed-colour'];
    for (const kind of alone) {
      const finding = findings.find((one) => one.kind === kind);
      const paths = all(seen, kind);
      expect(paths, kind).toHaveLength(finding?.count ?? Number.NaN);
      expect(paths, kind).toEqual(expect.arrayContaining(finding?.examples ?? ['none']));
      expect(new Set(paths).size).toBe(paths.length);
    }
    expect(all(seen, 'blank')).toEqual(pictures(20, {}, 'c/').map(({ path }) => path));
    // Those that would be inverted, and not those that they are among.
    expect(all(seen, 'mixed-tones')).toEqual(pictures(30, {}, 'b/').map(({ path }) => path));
  });

  it('of copies each first one stands before its copies', () => {
    const [one, other] = [facts(), facts()];
    const seen = [
      ...['a', 'c', 'd'].map((path) => ({ path, facts: one })),
      ...['b', 'e'].map((path) => ({ path, facts: other })),
    ];
    expect(
      all(
        seen.sort((x, y) => (x.path < y.path ? -1 : 1)),
        'copies',
      ),
    ).toEqual(['a', 'c', 'd', 'b', 'e']);
  });

  it('what is about no pictures has none', () => {
    for (const kind of ['unreadable', 'rare-label', 'sizes', 'labels'] as const)
      expect(all(pictures(3), kind)).toEqual([]);
  });
});
