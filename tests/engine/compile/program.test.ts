import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledProgram, ProgramSource, ProgramVariable } from '../../../electron/engine/compile/index.ts';
import { createVariable } from '../../../electron/engine/network/variable.ts';
import { integers, normals, trials, uniforms } from '../../../electron/engine/random/draws.ts';
import { adamNumbers } from '../../../electron/engine/training/adam-numbers.ts';
import { tracedAdamNumbers } from '../../../electron/engine/training/traced-numbers.ts';
import { binding, compile, openNative } from './helpers.ts';

beforeAll(openNative);

const scalar = { shape: [], dtype: 'float32' } as const;
const open: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.dispose();
});
const variable = (value: number): tf.Variable => {
  const made = tf.tidy(() => tf.variable(tf.scalar(value), false));
  open.push(made);
  return made;
};
const program = (source: Omit<ProgramSource, 'loadGraph'>): CompiledProgram => {
  const made = compile(source);
  open.push(made);
  return made;
};
const numbers = (values: ArrayLike<number> | undefined): number[] => Array.from(values ?? []);

describe('a compiled program', () => {
  it('gives what the function gives, by the names it gave', () => {
    const twice = program({
      variables: [],
      endpoints: {
        both: {
          inputs: { x: { shape: [3], dtype: 'float32' } },
          run: ({ x }) => ({ square: tf.square(x!), same: x!, constant: tf.tensor1d([-0, Number.NaN]) }),
        },
      },
    });
    const results = twice.run('both', { x: Float32Array.of(1, 2, 3) });
    expect(numbers(results['square'])).toEqual([1, 4, 9]);
    expect(numbers(results['same'])).toEqual([1, 2, 3]);
    expect(numbers(results['constant'])).toEqual([-0, Number.NaN]);
  });

  it('keeps variables from call to call and shares them between endpoints', () => {
    const total = variable(10);
    const counter = program({
      variables: [total],
      endpoints: {
        add: {
          inputs: { x: scalar },
          run: ({ x }) => {
            const before = tf.clone(total);
            total.assign(tf.add(total, x!));
            return { before, after: tf.clone(total) };
          },
        },
        read: { inputs: {}, run: () => ({ total: tf.clone(total) }) },
      },
    });
    expect(numbers(total.dataSync())).toEqual([10]);
    const first = counter.run('add', { x: Float32Array.of(1) });
    expect([numbers(first['before']), numbers(first['after'])]).toEqual([[10], [11]]);
    counter.run('add', { x: Float32Array.of(5) });
    expect(numbers(counter.run('read', {})['total'])).toEqual([16]);
    expect(numbers(total.dataSync())).toEqual([10]);
    counter.download();
    expect(numbers(total.dataSync())).toEqual([16]);
    total.assign(tf.scalar(3));
    counter.upload();
    expect(numbers(counter.run('read', {})['total'])).toEqual([3]);
  });

  it('lets two variables swap their values', () => {
    const [a, b] = [variable(1), variable(2)];
    const swap = program({
      variables: [a, b],
      endpoints: {
        swap: {
          inputs: {},
          run: () => {
            const held = tf.clone(a);
            a.assign(tf.clone(b));
            b.assign(held);
            return { sum: tf.add(a, b) };
          },
        },
      },
    });
    swap.run('swap', {});
    swap.download();
    expect([...numbers(a.dataSync()), ...numbers(b.dataSync())]).toEqual([2, 1]);
  });

  it('makes several steps in one call, with a feed and a result for each', () => {
    const total = variable(1);
    const steps = program({
      variables: [total],
      endpoints: {
        step: {
          inputs: { x: scalar },
          run: ({ x }, ops) => {
            total.assign(tf.add(tf.mul(total, 2), x!));
            return { total: tf.clone(total), step: tf.clone(ops.step) };
          },
          counts: [1, 3],
        },
      },
    });
    const three = steps.run('step', { x: Float32Array.of(1, 10, 100) }, { step: 7, count: 3 });
    expect(numbers(three['total'])).toEqual([3, 16, 132]);
    expect(numbers(three['step'])).toEqual([7, 8, 9]);
    expect(numbers(steps.run('step', { x: Float32Array.of(0) })['total'])).toEqual([264]);
    expect(() => steps.run('step', { x: Float32Array.of(0) }, { count: 2 })).toThrow('no endpoint step for 2 steps');
  });

  it('refuses feeds that are missing or of another size', () => {
    const one = program({ variables: [], endpoints: { same: { inputs: { x: scalar }, run: ({ x }) => ({ x: x! }) } } });
    expect(() => one.run('same', {})).toThrow('The input x was not fed.');
    expect(() => one.run('same', { x: new Float32Array(2) })).toThrow();
    expect(() => one.run('other', {})).toThrow('no endpoint other');
  });

  it('draws the numbers that JavaScript draws for the same seed, purpose and step', () => {
    const drawn = program({
      variables: [],
      seed: 4_000_000_000,
      endpoints: {
        draw: {
          inputs: {},
          run: (_, ops) => ({
            normals: ops.normals({ purpose: 'generatorLatents', part: 2 }, [3, 7]),
            uniforms: ops.uniforms({ purpose: 'sampleLatents' }, [9], -1, 3),
          }),
          counts: [1, 2],
        },
      },
    });
    const key = { seed: 4_000_000_000, purpose: 'generatorLatents', part: 2 } as const;
    const wanted = [5, 6].flatMap((step) => numbers(normals({ ...key, step }, 21)));
    const got = drawn.run('draw', {}, { step: 5, count: 2 });
    numbers(got['normals']).forEach((value, index) => expect(value).toBeCloseTo(wanted[index]!, 6));
    const flat = uniforms({ seed: 4_000_000_000, purpose: 'sampleLatents', step: 5 }, 9, -1, 3);
    expect(numbers(drawn.run('draw', {}, { step: 5 })['uniforms'])).toEqual(numbers(flat));
  });

  it.each([0, 2 ** -32, 0.4, 0.5, 0.6, 1])('draws trials of probability %d as JavaScript does', (probability) => {
    const drawn = program({
      variables: [],
      seed: 3,
      endpoints: {
        draw: { inputs: {}, run: (_, ops) => ({ kept: ops.trials({ purpose: 'dropout' }, [7, 143], probability) }) },
      },
    });
    const wanted = trials({ seed: 3, purpose: 'dropout', step: 5 }, 7 * 143, probability);
    expect(numbers(drawn.run('draw', {}, { step: 5 })['kept'])).toEqual(numbers(wanted));
  });

  it('gathers rows of an array on the device', () => {
    const values = Uint8Array.from({ length: 5 * 2 * 3 }, (_, index) => 255 - index);
    const gather = program({
      variables: [],
      residents: { images: { shape: [5, 2, 3], values } },
      endpoints: {
        rows: {
          inputs: { indices: { shape: [4], dtype: 'int32' } },
          run: ({ indices }, ops) => ({ rows: ops.gather('images', indices!) }),
        },
      },
    });
    const indices = integers({ seed: 1, purpose: 'imageOrder', step: 0 }, 4, 5);
    const wanted = Array.from(indices, (index) => numbers(values.subarray(index * 6, index * 6 + 6))).flat();
    expect(numbers(gather.run('rows', { indices: Int32Array.from(indices) })['rows'])).toEqual(wanted);
  });

  it('works out the numbers of Adam that JavaScript works out', () => {
    const kinds = ['corrected', 'uncorrected'] as const;
    const settings = (addedTo: (typeof kinds)[number]) => ({
      ...{ learningRate: 2e-4, decay: 1e-3, beta1: 0.5, beta2: 0.999 },
      epsilon: { value: 1e-7, addedTo },
    });
    const adam = program({
      variables: [],
      endpoints: {
        numbers: {
          inputs: { update: { shape: [], dtype: 'int32' } },
          run: ({ update }, ops) =>
            Object.fromEntries(
              kinds.flatMap((kind) =>
                Object.entries(tracedAdamNumbers(ops, settings(kind), update!)).map(([name, value]) => [
                  kind + name,
                  value as tf.Tensor,
                ]),
              ),
            ),
        },
      },
    });
    for (const t of [1, 2, 10, 1000, 1_000_000]) {
      const got = adam.run('numbers', { update: Int32Array.of(t) });
      for (const kind of kinds) {
        const { rate, epsilon } = adamNumbers(settings(kind), t);
        expect(got[`${kind}rate`]![0]! / rate).toBeCloseTo(1, 6);
        expect(got[`${kind}epsilon`]![0]! / epsilon).toBeCloseTo(1, 6);
      }
    }
  });

  it('gives the same when XLA compiles it', () => {
    const run = (xla: boolean): { losses: number[]; weight: number[] } => {
      const weight = createVariable('weight', [3, 1], () => tf.tensor([0.1, -0.2, 0.3], [3, 1]));
      const regression = compile({
        variables: [weight as unknown as ProgramVariable],
        xla,
        endpoints: {
          step: {
            inputs: { x: { shape: [4, 3], dtype: 'float32' } },
            run: ({ x }, ops) => {
              const noise = ops.uniforms({ purpose: 'sampleLatents' }, [4, 1], -1, 1);
              const { value, grads } = tf.valueAndGrads((w: tf.Tensor) =>
                tf.mean(tf.square(tf.sub(tf.tanh(tf.matMul(x!, w)), noise))),
              )([weight.value]);
              weight.assign(tf.sub(weight.value, tf.mul(grads[0]!, 0.1)));
              return { loss: value };
            },
            counts: [1, 2],
          },
        },
      });
      const x = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index));
      const losses = [
        ...numbers(regression.run('step', { x }, { step: 0 })['loss']),
        ...numbers(regression.run('step', { x: Float32Array.of(...x, ...x) }, { step: 1, count: 2 })['loss']),
      ];
      regression.download();
      const result = { losses, weight: numbers(weight.value.dataSync()) };
      regression.dispose();
      weight.dispose();
      return result;
    };
    const [graph, xla] = [run(false), run(true)];
    expect(graph.losses).toHaveLength(3);
    xla.losses.forEach((loss, index) => expect(loss / graph.losses[index]!).toBeCloseTo(1, 5));
    xla.weight.forEach((weight, index) => expect(weight / graph.weight[index]!).toBeCloseTo(1, 5));
  });

  it('leaves no tensor behind', () => {
    const before = [binding().getNumOfTensors(), binding().getNumOfSavedModels(), tf.memory().numTensors];
    const total = variable(0);
    const made = compile({
      variables: [total],
      residents: { images: { shape: [2, 2], values: new Uint8Array(4) } },
      endpoints: {
        step: {
          inputs: { indices: { shape: [1], dtype: 'int32' } },
          run: ({ indices }, ops) => {
            total.assign(tf.add(total, tf.sum(ops.gather('images', indices!))));
            const { rate } = tracedAdamNumbers(
              ops,
              { learningRate: 1, decay: 0, beta1: 0, beta2: 0, epsilon: { value: 1, addedTo: 'corrected' } },
              tf.scalar(1, 'int32'),
            );
            return { noise: tf.mul(rate, ops.normals({ purpose: 'sampleLatents' }, [3])) };
          },
        },
      },
    });
    made.run('step', { indices: Int32Array.of(1) });
    made.download();
    made.dispose();
    total.dispose();
    open.pop();
    expect([binding().getNumOfTensors(), binding().getNumOfSavedModels(), tf.memory().numTensors]).toEqual(before);
  });
});
