import { multiplyHigh, philox4x32 } from './philox.ts';

/** What random numbers are drawn for. The numbers are part of every stored run: never renumber them. */
export const PURPOSES = {
  generatorWeights: 1,
  discriminatorWeights: 2,
  imageOrder: 3,
  discriminatorLatents: 4,
  generatorLatents: 5,
  sampleLatents: 6,
  realLabels: 7,
  discriminatorLabels: 8,
  generatorLabels: 9,
  dropout: 10,
  realTargets: 11,
  fakeTargets: 12,
  targetFlips: 13,
  instanceNoise: 14,
  interpolation: 15,
  perturbation: 16,
  augmentation: 17,
  distanceImages: 18,
  distanceDirections: 19,
  distanceLatents: 20,
  statisticsLatents: 21,
  statisticsLabels: 22,
  layerNoise: 23,
  evaluationDirections: 24,
  evaluationHalves: 25,
  evaluationImages: 26,
  evaluationLatents: 27,
  featureImages: 28,
  heldOutImages: 29,
  mirroring: 30,
  adaChoices: 31,
  adaUniforms: 32,
  adaNormals: 33,
  margins: 34,
  styleLatents: 35,
  styleMixing: 36,
  pathLatents: 37,
  pathDirections: 38,
  meanStyle: 39,
} as const;
export type Purpose = keyof typeof PURPOSES;

/** Names a stream of random numbers. The same name always gives the same numbers. */
export interface DrawKey {
  /** The run's seed, an unsigned 32-bit number. */
  seed: number;
  purpose: Purpose;
  /** Training step, epoch or index of a weight, whatever the purpose counts. */
  step: number;
  /** Which of several draws within that step; 0 where there is one. */
  part?: number;
}

const TWO_POW_MINUS_32 = 2 ** -32;

/** Hands out the unsigned 32-bit numbers of one stream, in order. */
function numbersOf({ seed, purpose, step, part = 0 }: DrawKey): () => number {
  const block = new Uint32Array(4);
  let blocks = 0;
  let position = 4;
  return () => {
    if (position === 4) {
      philox4x32(seed, PURPOSES[purpose], blocks, step, part, 0, block);
      blocks += 1;
      position = 0;
    }
    return block[position++] as number;
  };
}

/** Writes a pair of normal numbers made of two unsigned 32-bit numbers, or the first of them at the end. */
function writePair(out: Float32Array, index: number, first: number, second: number): void {
  // The first number is moved to (0, 1], so that its logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log((first + 1) * TWO_POW_MINUS_32));
  const angle = 2 * Math.PI * TWO_POW_MINUS_32 * second;
  out[index] = radius * Math.cos(angle);
  if (index + 1 < out.length) out[index + 1] = radius * Math.sin(angle);
}

/** `count` draws from N(0, 1) by the Box–Muller transform. First weights are millions, so a block is used as it comes. */
export function normals({ seed, purpose, step, part = 0 }: DrawKey, count: number): Float32Array {
  const out = new Float32Array(count);
  const block = new Uint32Array(4);
  const second = PURPOSES[purpose];
  for (let index = 0; index < count; index += 4) {
    philox4x32(seed, second, index / 4, step, part, 0, block);
    writePair(out, index, block[0] as number, block[1] as number);
    if (index + 2 < count) writePair(out, index + 2, block[2] as number, block[3] as number);
  }
  return out;
}

/** `count` draws from U[low, high). */
export function uniforms(key: DrawKey, count: number, low: number, high: number): Float32Array {
  const next = numbersOf(key);
  const out = new Float32Array(count);
  for (let index = 0; index < count; index++) out[index] = low + (high - low) * TWO_POW_MINUS_32 * next();
  return out;
}

/** `count` draws that are 1 with the given probability, else 0. */
export function trials(key: DrawKey, count: number, probability: number): Float32Array {
  const next = numbersOf(key);
  const bound = probability * 2 ** 32;
  const out = new Float32Array(count);
  for (let index = 0; index < count; index++) out[index] = next() < bound ? 1 : 0;
  return out;
}

/**
 * A whole number below `bound`, without bias: D. Lemire, "Fast Random Integer Generation in an Interval"
 * (2019), on 32-bit numbers.
 */
function below(next: () => number, bound: number): number {
  const rejected = (2 ** 32 - bound) % bound;
  let draw = next();
  while (Math.imul(draw, bound) >>> 0 < rejected) draw = next();
  return multiplyHigh(draw, bound);
}

/** `count` independent whole numbers from 0 to bound − 1. */
export function integers(key: DrawKey, count: number, bound: number): Uint32Array {
  const next = numbersOf(key);
  return Uint32Array.from({ length: count }, () => below(next, bound));
}

/** A random order of 0 … length − 1 (Fisher–Yates). */
export function permutation(key: DrawKey, length: number): Uint32Array {
  const next = numbersOf(key);
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const pick = below(next, last + 1);
    const held = order[last] as number;
    order[last] = order[pick] as number;
    order[pick] = held;
  }
  return order;
}
