import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { nodesOf, type Graph } from '@shared/network/graph.ts';
import { product } from '@shared/network/shape.ts';
import type { Layer } from '@shared/network/layers.ts';
import { projected } from '@shared/presets/projected.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { Network } from '../../electron/engine/network/network.ts';
import { valueAndSlopes } from '../../electron/engine/training/objective/gradients.ts';
import { drawsOf } from '../../electron/engine/training/device-draws.ts';

const numbers = z.array(z.number());
const golden = z
  .object({
    scores: z.object({ real: numbers, fake: numbers }),
    losses: z.object({ real: z.number(), fake: z.number(), generator: z.number() }),
    gradients: z.record(z.string(), numbers),
    toward: numbers,
  })
  .parse(JSON.parse(readFileSync('tests/golden/projected.json', 'utf8')));

const [SIDE, COUNT, WIDTH] = [64, 2, 1 / 32];
const IMAGE = { height: SIDE, width: SIDE, channels: 3 } as const;
const graph = projected.networks(IMAGE, 4, 0, WIDTH).discriminator as Graph;

/** From −1 to 1, by a formula that make_projected.py has too. */
function formula(name: string, size: number): number[] {
  const seed = [...name].reduce((sum, letter, place) => sum + (place + 1) * (letter.codePointAt(0) ?? 0), 0);
  return Array.from(
    { length: size },
    (_, place) => (((seed * 7919 + place * 104729 + ((place * place) % 65521) * 31) % 65521) / 65521) * 2 - 1,
  );
}

/** What a weight is in the golden file. */
function valuesOf(name: string, shape: readonly number[]): Float32Array {
  const values = formula(name, product(shape));
  const scaled = (limit: number, middle = 0): Float32Array =>
    Float32Array.from(values, (value) => middle + limit * value);
  switch (name.split('/')[1]) {
    case 'kernel':
      return scaled(Math.sqrt(3 / product(shape.slice(0, -1))));
    case 'depthwiseKernel':
      return scaled(Math.sqrt(3 / product(shape.slice(0, 2))));
    case 'bias':
    case 'beta':
      return scaled(0.1);
    case 'gamma':
      return scaled(0.5, 1);
    case 'singularVector':
      return scaled(1 / Math.hypot(...values));
    default:
      // Running averages have no part in training.
      return new Float32Array(values.length);
  }
}

const picture = (name: string): tf.Tensor => tf.tensor(formula(name, COUNT * SIDE * SIDE * 3), [COUNT, SIDE, SIDE, 3]);

type Values = Record<string, ArrayLike<number>>;

function withGoldenWeights(data: Graph): Network {
  const source = { initializer: 'torch', draws: drawsOf(1), purpose: 'discriminatorWeights' } as const;
  const network = new Network(data, [SIDE, SIDE, 3], source, 'score');
  for (const variable of network.variables) variable.load(valuesOf(variable.name, variable.shape));
  return network;
}

/** Scores, losses and gradients of one update of each player, with the golden weights. */
function played(data: Graph): Values {
  const network = withGoldenWeights(data);
  const found: Values = {};
  tf.tidy(() => {
    const keep = (name: string, tensor: tf.Tensor): void => void (found[name] = tensor.dataSync());
    const scoresOf = (x: tf.Tensor): tf.Tensor => network.forward(x, { mode: 'training' });
    const losses = (): tf.Scalar => {
      const [real, fake] = [scoresOf(picture('real')), scoresOf(picture('fake'))];
      keep('scores/real', real);
      keep('scores/fake', fake);
      const [ofReal, ofFake] = [tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))];
      keep('losses/real', ofReal);
      keep('losses/fake', ofFake);
      return tf.add(ofReal, ofFake);
    };
    const weights = network.trainable.map(({ value }) => value);
    for (const [place, slope] of valueAndSlopes(losses, weights).slopes.entries())
      keep(`gradients/${network.trainable[place]?.name}`, slope);
  });
  network.dispose();
  return found;
}

/** What the fakes would be moved by. */
function toward(data: Graph): ArrayLike<number> {
  const network = withGoldenWeights(data);
  const moved = tf.tidy(() => {
    // Real images were seen before, and moved the vectors of the spectral norms.
    network.forward(picture('real'), { mode: 'training' });
    const gradient = tf.grad((x: tf.Tensor) => tf.neg(tf.mean(network.forward(x, { mode: 'training' }))))(
      picture('fake'),
    );
    return tf.stridedSlice(gradient, [0, 0, 0, 0], [COUNT, SIDE, SIDE, 3], [1, 7, 7, 1]).dataSync();
  });
  network.dispose();
  return moved;
}

const EXPECTED: Values = {
  'scores/real': golden.scores.real,
  'scores/fake': golden.scores.fake,
  'losses/real': [golden.losses.real],
  'losses/fake': [golden.losses.fake],
  ...Object.fromEntries(Object.entries(golden.gradients).map(([name, values]) => [`gradients/${name}`, values])),
};

/** The gradient of a bias before a batch norm is rounding alone. */
const isIdle = (name: string): boolean => /conv\d\/bias$/.test(name);

/** The largest difference, in shares of the largest number there; a weight that is missing is wholly wrong. */
function apart(ours: ArrayLike<number> | undefined, theirs: ArrayLike<number>, least = 1e-3): number {
  if (ours?.length !== theirs.length) return 1;
  const largest = Math.max(least, ...Array.from(theirs, Math.abs));
  return Math.max(...Array.from(theirs, (value, at) => Math.abs(value - (ours[at] ?? Number.NaN)))) / largest;
}
const worst = (ours: Values): number =>
  Math.max(
    ...Object.entries(EXPECTED).map(([name, theirs]) => apart(ours[name], theirs, isIdle(name) ? 0.1 : undefined)),
  );

/** Float32 beside float64, through fifty layers. */
const ALLOWED = 2e-3;

const changed = (change: (layer: Layer) => Layer): Graph => ({ ...graph, nodes: nodesOf(graph).map(change) });
const resized = (of: (id: string) => boolean, alignCorners: boolean): Graph =>
  changed((layer) => (layer.type === 'resize2d' && of(layer.id ?? '') ? { ...layer, alignCorners } : layer));

describe('the discriminator of projected', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('scores, losses and the gradient of every weight are those of PyTorch, and no others are trained', () => {
    const ours = played(graph);
    expect(worst(ours)).toBeLessThan(ALLOWED);
    expect(Object.keys(ours).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test('what reaches G through the network that sees is what PyTorch says', () => {
    expect(apart(toward(graph), golden.toward)).toBeLessThan(ALLOWED);
  });

  test.each<[string, Graph]>([
    ['corners of the image aligned', resized((id) => id === 'seen', true)],
    ['corners of the features not aligned', resized((id) => id.startsWith('mixed'), false)],
    [
      'scales not mixed',
      changed((layer) => (layer.id === 'mix0.scales' ? { ...layer, from: 'mix0.channels' } : layer)),
    ],
    ['the slope of leaky ReLU', changed((layer) => (layer.type === 'leakyRelu' ? { ...layer, slope: 0.1 } : layer))],
    ['the ε of batch norm', changed((layer) => (layer.type === 'batchNorm' ? { ...layer, epsilon: 1e-2 } : layer))],
    [
      'no spectral norm of the scores',
      changed((layer) =>
        layer.id?.endsWith('.score') && layer.type === 'conv2d' ? { ...layer, spectralNorm: false } : layer,
      ),
    ],
    [
      'a block earlier',
      changed((layer) => (layer.id === 'mix0.channels' ? { ...layer, from: 'block1.project' } : layer)),
    ],
    [
      'the mixing trained',
      changed(
        ({ frozen, ...layer }) => (frozen === 'drawn' ? layer : { ...layer, ...(frozen && { frozen }) }) as Layer,
      ),
    ],
  ])('%s is noticed', (_name, wrong) => {
    const ours = played(wrong);
    const more = Object.keys(ours).length - Object.keys(EXPECTED).length;
    expect(worst(ours) > ALLOWED || more > 0).toBe(true);
  });
});
