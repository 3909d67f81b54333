import { distance } from '../../golden/golden.ts';

/** Weights, averages and slots, by name: `arraysOf` of every-preset.ts. */
export type Arrays = ReadonlyMap<string, Float32Array>;

/** Where a run stands after some steps of plain gradient descent. */
export interface Standing {
  losses: readonly number[];
  arrays: Arrays;
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
export const playerOf = (name: string): string => name.split('/', 1)[0] ?? '';
const isAverage = (name: string): boolean => /moving(Mean|Variance)$/.test(name);

/** In the gradient of a bias much cancels out, before a batch norm all: what is left may be the rounding of the others. */
const leastShare = (name: string): number => (name.endsWith('/bias') ? 1 : 1e-2);

/**
 * How far arrays have moved apart, from one start: as a share of how far this one moved, or of a share of how far the
 * network's furthest did; beyond the rounding of the weights themselves. With plain gradient descent what moves a weight
 * is its gradient and nothing else, so that every gradient is compared, and small ones are not hidden behind large weights.
 */
export function movedApart(start: Arrays, ours: Standing, wanted: Standing): [string, number][] {
  const moved = (name: string): Float32Array =>
    (wanted.arrays.get(name) ?? new Float32Array()).map((value, index) => value - (start.get(name)?.[index] ?? 0));
  const furthest: Record<string, number> = {};
  for (const name of wanted.arrays.keys())
    if (!isAverage(name)) furthest[playerOf(name)] = Math.max(furthest[playerOf(name)] ?? 0, largest(moved(name)));
  const arrays = [...wanted.arrays].map(([name, values]): [string, number] => {
    const mine = ours.arrays.get(name) ?? [];
    const beyond = values.map((value, index) => {
      const from = start.get(name)?.[index] ?? Number.NaN;
      const rounding = 2 ** -23 * (Math.abs(from) + Math.abs(value));
      return Math.max(0, Math.abs((mine[index] ?? Number.NaN) - value) - rounding);
    });
    const least = isAverage(name) ? 0 : leastShare(name) * (furthest[playerOf(name)] ?? 0);
    const scale = Math.max(largest(moved(name)), least);
    return [name, beyond.some(Number.isNaN) ? Number.NaN : largest(beyond) / scale];
  });
  // Losses of critics are differences of larger numbers.
  return [...arrays, ['losses', distance([...ours.losses], [...wanted.losses], 1)]];
}
