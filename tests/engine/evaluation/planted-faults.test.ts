import { beforeAll, describe, expect, test } from 'vitest';
import {
  measure,
  prepare,
  type Pictures,
  type Prepared,
  type Values,
} from '../../../electron/engine/evaluation/measure.ts';
import { openVision } from '../../../electron/engine/host/vision/open.ts';
import { chosen, seenBefore } from './made.ts';
import { blurred, clothes, coloured, noisy, some, type Labelled } from './planted.ts';

/** Of real pictures, and of fakes. */
const COUNT = 250;
const POOL = 3 * COUNT;
const BAG = 8;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
/** Numbers of the pictures that fakes are made of: the real ones come before them. */
const POOLED = upTo(POOL).map((at) => COUNT + at);
const FAKES = some(POOLED, COUNT, 11);

interface Sets {
  all: Pictures;
  labels: Uint16Array;
  see(pictures: Omit<Pictures, 'features'>): Promise<Pictures>;
}

/** Each fault, and the number that is there to show it. */
const FAULTS: { fault: string; own: keyof Values; fakes(sets: Sets): Promise<Pictures> | Pictures }[] = [
  { fault: 'blur of half a pixel', own: 'grain', fakes: ({ all, see }) => see(blurred(chosen(all, FAKES))) },
  { fault: 'noise of 5 grey levels', own: 'grain', fakes: ({ all, see }) => see(noisy(chosen(all, FAKES))) },
  {
    fault: 'a class left out',
    own: 'classes',
    fakes: ({ all, labels }) =>
      chosen(
        all,
        some(
          POOLED.filter((at) => labels[at] !== BAG),
          COUNT,
          11,
        ),
      ),
  },
  {
    fault: 'a fifth one picture',
    own: 'kid',
    fakes: ({ all }) =>
      chosen(
        all,
        FAKES.map((at, place) => (place % 5 === 0 ? FAKES[0]! : at)),
      ),
  },
  { fault: 'training images', own: 'copies', fakes: ({ all }) => chosen(all, some(upTo(COUNT), COUNT, 12)) },
];

describe.each([
  ['clothes', (set: Labelled) => set],
  ['coloured clothes', coloured],
])('%s', (_, made) => {
  let [sets, prepared, draws] = [{} as Sets, {} as Prepared, [] as Values[]];
  beforeAll(async () => {
    const vision = await openVision();
    const see: Sets['see'] = async (one) => ({ ...one, features: await vision.features(one.pixels, one.image) });
    const { labels, ...pictures } = made(await clothes(COUNT + POOL));
    sets = { all: await see(pictures), labels, see };
    const real = chosen(sets.all, upTo(COUNT));
    prepared = prepare({ real, trained: seenBefore(real), classes: { count: 10, labels: labels.slice(0, COUNT) } });
    draws = [];
    for (const draw of upTo(10)) draws.push(await measure(chosen(sets.all, some(POOLED, COUNT, draw)), prepared));
  });

  /** How many standard deviations of real beside real a value is away from their mean. */
  function factor(id: keyof Values, value: number): number {
    const values = draws.map((draw) => draw[id]!);
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1);
    // Draws share pictures, and differ by less than draws from all clothes would: the correction for a finite population.
    return (value - mean) / Math.sqrt(squares / (1 - COUNT / POOL));
  }

  test.each(FAULTS)('$fault moves $own', async ({ fault, own, fakes }) => {
    const values = await measure(await fakes(sets), prepared);
    const factors = Object.entries(values).map(
      ([id, value]) => `${id} ${factor(id as keyof Values, value!).toFixed(1)}`,
    );
    if (process.env.TABLE) process.stdout.write(`${fault}: ${values[own]!.toFixed(3)}; ${factors.join(', ')}\n`);
    expect(Math.abs(factor(own, values[own]!))).toBeGreaterThan(3);
  });
});
