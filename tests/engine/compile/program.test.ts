import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { binding, compile, openNative, relativeError } from './helpers.ts';

beforeAll(openNative);

describe('a compiled program', () => {
  it('gives what the function gives', () => {
    const program = compile({
      variables: [],
      endpoints: {
        square: {
          inputs: { x: { shape: [3], dtype: 'float32' } },
          run: ({ x }) => ({ y: tf.add(tf.square(x!), 1) }),
        },
      },
    });
    expect(Array.from(program.run('square', { x: Float32Array.of(1, 2, 3) })['y']!)).toEqual([2, 5, 10]);
    program.dispose();
  });
});
