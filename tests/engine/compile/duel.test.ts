import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledProgram, StepOps } from '../../../electron/engine/compile/index.ts';
import type { Duel } from '../../../electron/engine/training/duel.ts';
import {
  eagerNumbers,
  feedsOf,
  inputsOf,
  makeDuel,
  moveByAdam,
  moveBySgd,
  play,
  playEagerly,
  stateOf,
  tracedNumbers,
  variablesOf,
  type Mover,
  type Mutation,
} from './duel-step.ts';
import { binding, compile, openNative } from './helpers.ts';

beforeAll(openNative);

type MoverOf = (duel: Duel, ops: StepOps) => Mover;
const adam =
  (mutation: Mutation = {}): MoverOf =>
  (duel, ops) =>
    moveByAdam(duel, tracedNumbers(duel, ops, mutation), mutation);
const eagerAdam = (duel: Duel, step: number): Mover => moveByAdam(duel, eagerNumbers(duel, step));
const sgd = (duel: Duel): Mover => moveBySgd(duel, 0.02);

const compileDuel = (duel: Duel, moverOf: MoverOf, counts = [1], xla = false): CompiledProgram =>
  compile({
    variables: variablesOf(duel),
    xla,
    endpoints: {
      train: { inputs: inputsOf(duel), run: (inputs, ops) => play(duel, inputs, ops, moverOf(duel, ops)), counts },
    },
  });

type Arrays = ReadonlyMap<string, ArrayLike<number>>;

const largest = (arrays: Iterable<ArrayLike<number>>): number =>
  Math.max(
    ...Array.from(arrays, (values) => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );

/**
 * The largest |a − b| over the largest |b|, over all arrays whose name matches: rounding in a gradient
 * is as large as the network's gradients are, also where this one is zero but for rounding.
 */
function distance(
  a: Arrays,
  b: Arrays,
  matching: RegExp,
  counts = (_name: string, _index: number): boolean => true,
): number {
  const names = [...b.keys()].filter((name) => matching.test(name));
  expect(names.length).toBeGreaterThan(0);
  const scale = largest(names.map((name) => b.get(name)!));
  let most = 0;
  for (const name of names) {
    const [left, right] = [a.get(name)!, b.get(name)!];
    expect(left.length).toBe(right.length);
    for (let index = 0; index < right.length; index++) {
      const apart = Math.abs(left[index]! - right[index]!);
      if (!Number.isFinite(apart)) return Number.POSITIVE_INFINITY;
      if (counts(name, index)) most = Math.max(most, apart);
    }
  }
  return most / scale;
}

interface Differences {
  /** Losses and logits of each step. */
  results: number[];
  gradients: number;
  averages: number;
  weights: number;
  /** Only weights whose gradients are more than rounding: Adam moves the others by a full step either way. */
  movedWeights: number;
}

interface Comparison {
  presetId: string;
  steps: number;
  compiled: MoverOf;
  eager: (duel: Duel, step: number) => Mover;
  xla?: boolean;
}

interface Played {
  results: Record<string, ArrayLike<number>>[];
  state: Arrays;
}

/** A large ε, so that a wrong one shows. */
const recipe = { adamEpsilon: { value: 1e-4, addedTo: 'corrected' } } as const;

function playedEagerly({ presetId, steps, eager }: Comparison): Played {
  const duel = makeDuel(presetId, recipe);
  const results = Array.from({ length: steps }, (_, step) => playEagerly(duel, step, eager(duel, step)));
  const state = stateOf(duel);
  duel.dispose();
  return { results, state };
}

function playedCompiled({ presetId, steps, compiled, xla = false }: Comparison): Played {
  const duel = makeDuel(presetId, recipe);
  const program = compileDuel(duel, compiled, [1], xla);
  const results = Array.from({ length: steps }, (_, step) => program.run('train', feedsOf(duel, step), { step }));
  program.download();
  const state = stateOf(duel);
  program.dispose();
  duel.dispose();
  return { results, state };
}

/** Plays both ways from the same start. */
function compare(comparison: Comparison, reference = playedEagerly(comparison)): Differences {
  const { results: gotResults, state: got } = playedCompiled(comparison);
  const wanted = reference.state;
  const results = reference.results.map((result, step) =>
    distance(new Map(Object.entries(gotResults[step]!)), new Map(Object.entries(result)), /loss|readings/),
  );
  const gradientScale = largest([...wanted].flatMap(([name, values]) => (name.endsWith('/m') ? [values] : [])));
  const moved = (name: string, index: number): boolean =>
    Math.abs(wanted.get(`${name}/m`)?.[index] ?? 0) > 1e-3 * gradientScale;
  const weight = /(kernel|bias|gamma|beta)$/;
  return {
    results,
    gradients: distance(got, wanted, /\/m$/),
    averages: distance(got, wanted, /moving/),
    weights: distance(got, wanted, weight),
    movedWeights: distance(got, wanted, weight, moved),
  };
}

/** How far apart rounding may bring a few steps of Adam; what is wrong lies further. */
const CLOSE = 2e-6;
const furthest = ({ results, gradients, averages, movedWeights }: Differences): number =>
  Math.max(...results, gradients, averages, movedWeights);

const fingerprint = (state: ReadonlyMap<string, Float32Array>): string => {
  const hash = createHash('sha256');
  for (const [name, values] of state) hash.update(name).update(values);
  return hash.digest('hex');
};

describe.each(['fashion-gan-torch', 'keras-gan'])('the compiled step of %s', (presetId) => {
  it('equals the eager one after one step with Adam', () => {
    const one = compare({ presetId, steps: 1, compiled: adam(), eager: eagerAdam });
    expect(Math.max(...one.results)).toBeLessThan(1e-6);
    expect(one.gradients).toBeLessThan(1e-6);
    expect(one.averages).toBeLessThan(1e-6);
    expect(one.movedWeights).toBeLessThan(1e-6);
  });

  it('equals the eager one after five steps of gradient descent', () => {
    const five = compare({ presetId, steps: 5, compiled: sgd, eager: sgd });
    expect(Math.max(...five.results)).toBeLessThan(1e-6);
    expect(five.weights).toBeLessThan(1e-6);
    expect(five.averages).toBeLessThan(1e-6);
  });

  it('stays close to the eager one over five steps with Adam', () => {
    const five = compare({ presetId, steps: 5, compiled: adam(), eager: eagerAdam });
    expect(furthest(five)).toBeLessThan(CLOSE);
  });

  it('repeats bit for bit, several steps in one call as well as one by one', () => {
    const states = ([[1], [1], [3]] as const).map(([count]) => {
      const duel = makeDuel(presetId);
      const program = compileDuel(duel, adam(), [count]);
      const feeds = [0, 1, 2].map((step) => feedsOf(duel, step));
      if (count === 1) feeds.forEach((feed, step) => program.run('train', feed, { step }));
      else {
        const stacked = (key: 'real' | 'latents') => Float32Array.from(feeds.flatMap((feed) => Array.from(feed[key])));
        program.run('train', { real: stacked('real'), latents: stacked('latents') }, { step: 0, count });
      }
      program.download();
      const state = stateOf(duel);
      program.dispose();
      duel.dispose();
      return fingerprint(state);
    });
    expect(new Set(states).size).toBe(1);
  });
});

describe('a compiled step that is wrong is noticed', () => {
  const right = { presetId: 'fashion-gan-torch', steps: 3, compiled: adam(), eager: eagerAdam };
  let reference: Played;
  beforeAll(() => {
    reference = playedEagerly(right);
  });

  it.each<[string, Mutation]>([
    ['ε of another size', { epsilon: { value: 1e-5, addedTo: 'corrected' } }],
    ['ε added to the wrong root', { epsilon: { value: 1e-4, addedTo: 'uncorrected' } }],
    ['another momentum', { beta1: 0.6 }],
    ['a bias correction that stands still', { frozenStep: true }],
    ['a weight left out', { skip: 'generator/5_dense/kernel' }],
    ['a bias left out', { skip: 'discriminator/5_dense/bias' }],
  ])('%s', (_name, mutation) => {
    const broken = compare({ ...right, compiled: adam(mutation) }, reference);
    expect(furthest(broken)).toBeGreaterThan(5 * CLOSE);
  });
});

it('leaves no tensor and no graph behind', () => {
  const before = {
    tensors: binding().getNumOfTensors(),
    graphs: binding().getNumOfSavedModels(),
    tfjs: tf.memory().numTensors,
  };
  const duel = makeDuel('keras-gan');
  const program = compileDuel(duel, adam());
  program.run('train', feedsOf(duel, 0), { step: 0 });
  const between = { tensors: binding().getNumOfTensors(), tfjs: tf.memory().numTensors };
  for (let step = 1; step < 4; step++) program.run('train', feedsOf(duel, step), { step });
  program.download();
  program.upload();
  stateOf(duel);
  expect({ tensors: binding().getNumOfTensors(), tfjs: tf.memory().numTensors }).toEqual(between);
  program.dispose();
  duel.dispose();
  const after = {
    tensors: binding().getNumOfTensors(),
    graphs: binding().getNumOfSavedModels(),
    tfjs: tf.memory().numTensors,
  };
  expect(after).toEqual(before);
});
