import { forEach, type Sliced } from '../sliced.ts';
import { copiesAmong, FIRST } from './copies.ts';
import { ELONGATED, type LookCounts } from './counts.ts';
import type { PictureFacts } from './facts.ts';
import { EXAMPLES } from './findings.ts';
import { isBlank } from './blank.ts';
import { groundOf } from './ground.ts';
import { nearCopiesAmong } from './near-copies.ts';
import { looksSideBySide } from './side-by-side.ts';
import { mapped, picked, spread, type LookedAt, type Rows } from './rows.ts';

/** What a picture can be. */
const TRAITS = {
  dark: (facts) => !isBlank(facts) && groundOf(facts) === 'dark',
  light: (facts) => !isBlank(facts) && groundOf(facts) === 'light',
  blank: isBlank,
  coloured: ({ colour }) => colour,
  grey: ({ colour }) => !colour,
  transparent: (facts) => facts.transparent,
  turned: (facts) => facts.turned,
  deep: (facts) => facts.deep,
  moving: ({ frames }) => frames > 1,
  uneven: ({ uneven = false }) => uneven,
  sideBySide: looksSideBySide,
} satisfies Record<string, (facts: PictureFacts) => boolean>;
export type Trait = keyof typeof TRAITS;
const traits = Object.entries(TRAITS) as [Trait, (facts: PictureFacts) => boolean][];

/** Some of the pictures: how many, and paths of a few, spread evenly; of copies, pairs one after the other. */
export interface Group {
  count: number;
  examples: string[];
  /** Numbers of all of them; of copies, each first one before its copies. Left out where they are no pictures. */
  all?: () => readonly number[];
}

/** Pictures by what they are. */
export interface Sorted {
  looked: number;
  /** Medians, in pixels; 0 of no pictures. */
  width: number;
  height: number;
  shorter: number;
  /** All have that width and height. */
  alike: boolean;
  /** Pictures that are wider than tall, and taller than wide. */
  wider: number;
  taller: number;
  counts: LookCounts;
  those: Readonly<Record<Trait, Group>>;
  copies: Group;
  nearCopies: Group;
  /** Pictures whose shorter side, or longer side, is less than so many pixels. */
  smallerThan(side: number, longer: boolean): Group;
}

/** Of values in any order; changes it. */
function median(values: Uint32Array | Float32Array): number {
  values.sort();
  return values[Math.floor(values.length / 2)] ?? 0;
}

function groupOf(pictures: Rows<LookedAt>, numbers: readonly number[]): Group {
  const chosen = spread(numbers.length, EXAMPLES).map((at) => numbers[at] ?? 0);
  return { count: numbers.length, examples: picked(pictures, chosen).map(({ path }) => path), all: () => numbers };
}

/**
 * Each picture is in one pair at most, however many copies it has: lists of examples hold no picture twice.
 * @param firsts as {@link copiesAmong} gives them
 */
function pairsOf(pictures: Rows<LookedAt>, firsts: Int32Array): Group {
  const lastOf = new Map<number, number>();
  let count = 0;
  firsts.forEach((first, at) => {
    if (first === FIRST) return;
    lastOf.set(first, at);
    count += 1;
  });
  const copyOf = [...lastOf];
  const pairs = spread(copyOf.length, EXAMPLES / 2).flatMap((index) => copyOf[index] ?? []);
  const all = (): number[] => {
    const copiesOf = new Map<number, number[]>();
    firsts.forEach((first, at) => {
      if (first === FIRST) return;
      const known = copiesOf.get(first);
      if (known) known.push(at);
      else copiesOf.set(first, [at]);
    });
    return [...copiesOf].flatMap(([first, copies]) => [first, ...copies]);
  };
  return { count, examples: picked(pictures, pairs).map(({ path }) => path), all };
}

/** Sizes by how many pictures have them. */
class Sizes {
  readonly #counts = new Map<number, number>();

  add(width: number, height: number): void {
    const size = width * 2 ** 26 + height;
    this.#counts.set(size, (this.#counts.get(size) ?? 0) + 1);
  }

  get different(): number {
    return this.#counts.size;
  }

  /** Of sizes that as many have, the smallest. */
  get commonest(): LookCounts['commonest'] {
    let [most, of] = [0, 0];
    for (const [size, count] of this.#counts)
      if (count > of || (count === of && size < most)) [most, of] = [size, count];
    return { width: Math.floor(most / 2 ** 26), height: most % 2 ** 26, count: of };
  }
}

/** @param pictures in the order of their paths */
export function* sortPictures(pictures: Rows<LookedAt>): Sliced<Sorted> {
  const looked = pictures.length;
  const [widths, heights, shorter] = [new Uint32Array(looked), new Uint32Array(looked), new Uint32Array(looked)];
  const cuts = new Float32Array(looked);
  const sizes = new Sizes();
  const groups = Object.fromEntries(Object.keys(TRAITS).map((trait) => [trait, []])) as unknown as Record<
    Trait,
    number[]
  >;
  let [elongated, wider, taller, faint] = [0, 0, 0, 0];
  yield* forEach(looked, (at) => {
    const facts = pictures.at(at)?.facts;
    if (!facts) return;
    const { width, height } = facts;
    for (const [trait, has] of traits) if (has(facts)) groups[trait].push(at);
    [widths[at], heights[at], shorter[at]] = [width, height, Math.min(width, height)];
    const cut = 1 - Math.min(width, height) / Math.max(width, height);
    cuts[at] = cut;
    sizes.add(width, height);
    if (cut > ELONGATED) elongated += 1;
    if (width > height) wider += 1;
    if (width < height) taller += 1;
    if (facts.transparent && isBlank(facts)) faint += 1;
  });
  const prints = mapped(pictures, ({ facts }) => facts);
  const copies = yield* copiesAmong(prints, () => false);
  const near = yield* nearCopiesAmong(prints, (at) => copies[at] !== FIRST);
  const those = Object.fromEntries(
    Object.entries(groups).map(([trait, numbers]) => [trait, groupOf(pictures, numbers)]),
  ) as Record<Trait, Group>;
  const [copyGroup, nearGroup] = [pairsOf(pictures, copies), pairsOf(pictures, near)];
  return {
    ...{ looked, wider, taller, those, copies: copyGroup, nearCopies: nearGroup },
    width: median(widths),
    height: median(heights),
    shorter: median(shorter.slice()),
    alike: sizes.different < 2,
    counts: {
      sizes: sizes.different,
      commonest: sizes.commonest,
      elongated,
      cut: median(cuts.slice()),
      grounds: { dark: those.dark.count, light: those.light.count },
      copies: copyGroup.count,
      nearCopies: nearGroup.count,
      blank: those.blank.count,
      transparent: those.transparent.count,
      faint,
    },
    smallerThan: (side, longer) => {
      const sideOf = (at: number): number => (shorter[at] ?? 0) / (longer ? 1 - (cuts[at] ?? 0) : 1);
      return groupOf(
        pictures,
        [...shorter.keys()].filter((at) => sideOf(at) < side),
      );
    },
  };
}
