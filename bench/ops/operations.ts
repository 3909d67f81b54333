import * as tf from '@tensorflow/tfjs-core';
import { median } from '../../electron/engine/host/bench/median.ts';
import { attend } from '../../electron/engine/network/operations/attention.ts';
import { averagePool, globalAveragePool } from '../../electron/engine/network/operations/average-pool.ts';
import { blur, blurDown, blurUp } from '../../electron/engine/network/operations/blur.ts';
import { convolve } from '../../electron/engine/network/operations/convolution.ts';
import { convolveDepthwise } from '../../electron/engine/network/operations/depthwise-convolution.ts';
import { depthToSpace } from '../../electron/engine/network/operations/depth-to-space.ts';
import { gatedLinearUnit } from '../../electron/engine/network/operations/gated-linear-unit.ts';
import { groupedConvolution } from '../../electron/engine/network/operations/grouped-convolution.ts';
import { minibatchDeviation } from '../../electron/engine/network/operations/minibatch-deviation.ts';
import { convolveModulated } from '../../electron/engine/network/operations/modulated-convolution.ts';
import { addNoise } from '../../electron/engine/network/operations/noise.ts';
import { instanceNorm, layerNorm, pixelNorm } from '../../electron/engine/network/operations/norms.ts';

type Two = [tf.Tensor, tf.Tensor];

/** An operation on images [16, 32, 32, 128] unless it says otherwise, and the shapes of what else it takes. */
interface Row {
  name: string;
  x?: number[];
  more?: number[][];
  run(x: tf.Tensor, ...more: Two): tf.Tensor;
}

const IMAGES = [16, 32, 32, 128];
const SAME = { stride: 1, padding: 'same' } as const;
const HALVING = { stride: 2, padding: 'same' } as const;
const AFFINE = [[128], [128]];
const EPSILON = 1e-5;

const ROWS: readonly Row[] = [
  { name: 'convolution 3, to compare with', more: [[3, 3, 128, 128]], run: (x, kernel) => convolve(x, kernel, SAME) },
  { name: 'in groups of 16', more: [[3, 3, 16, 128]], run: (x, kernel) => groupedConvolution()(x, kernel, SAME) },
  {
    name: 'in groups of 16, stride 2',
    more: [[3, 3, 16, 128]],
    run: (x, kernel) => groupedConvolution()(x, kernel, HALVING),
  },
  { name: 'depthwise 3', more: [[3, 3, 128, 1]], run: (x, kernel) => convolveDepthwise(x, kernel, SAME) },
  { name: 'depthwise 3, stride 2', more: [[3, 3, 128, 1]], run: (x, kernel) => convolveDepthwise(x, kernel, HALVING) },
  {
    name: 'modulated 3',
    more: [
      [3, 3, 128, 128],
      [16, 128],
    ],
    run: (x, kernel, style) => convolveModulated(x, kernel, style, { up: false, demodulate: true }),
  },
  {
    name: 'modulated 3, up',
    x: [16, 16, 16, 128],
    more: [
      [3, 3, 128, 128],
      [16, 128],
    ],
    run: (x, kernel, style) => convolveModulated(x, kernel, style, { up: true, demodulate: true }),
  },
  { name: 'blur', run: blur },
  { name: 'blur down', run: blurDown },
  { name: 'blur up', x: [16, 16, 16, 128], run: blurUp },
  { name: 'average pooling 2', run: (x) => averagePool(x, { size: 2, stride: 2 }) },
  { name: 'average pooling 3, stride 2', run: (x) => averagePool(x, { size: 3, stride: 2 }) },
  { name: 'global average pooling', run: globalAveragePool },
  { name: 'pixel shuffle 2', run: (x) => depthToSpace(x) },
  { name: 'gated linear unit', run: gatedLinearUnit },
  { name: 'layer norm of channels', more: AFFINE, run: (x, gamma, beta) => layerNorm(x, gamma, beta, EPSILON) },
  {
    name: 'layer norm of images',
    more: [IMAGES.slice(1), IMAGES.slice(1)],
    run: (x, gamma, beta) => layerNorm(x, gamma, beta, EPSILON),
  },
  {
    name: 'instance norm',
    more: AFFINE,
    run: (x, gamma, beta) => instanceNorm(x, EPSILON, { gamma: gamma, beta: beta }),
  },
  { name: 'pixel norm', run: pixelNorm },
  { name: 'minibatch deviation', run: (x) => minibatchDeviation(x, 4) },
  {
    name: 'attention, 1,024 places to 256',
    x: [16, 1024, 16],
    more: [
      [16, 256, 16],
      [16, 256, 64],
    ],
    run: (query, key, value) => attend(query, key, value),
  },
  { name: 'scaled noise', more: [[16, 32, 32, 1], [1]], run: (x, noise, scale) => addNoise(x, noise, scale) },
];

const valuesOf = (shape: number[]): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, place) => Math.sin(place)),
    shape,
  );

interface Time {
  /** Milliseconds by the clock, and of all processors together. */
  clock: number;
  processor: number;
}

/** Of a function that has run on the device when it returns. */
function timeOf(run: () => unknown): Time {
  const [started, used] = [performance.now(), process.cpuUsage()];
  tf.tidy(() => void run());
  const { user, system } = process.cpuUsage(used);
  return { clock: performance.now() - started, processor: (user + system) / 1000 };
}

const line = (cells: readonly string[], name: string): string =>
  `${cells.map((cell) => cell.padStart(11)).join('')}  ${name}\n`;

/** A line a row, op by op: forward, and forward with all gradients; medians over the rounds, in milliseconds. */
export function* timeOperations(rounds: number): Generator<string> {
  yield line(['forward', 'processor', 'and back', 'processor'], `[${IMAGES.join(', ')}] or as a row says`);
  for (const { name, x = IMAGES, more = [], run } of ROWS) {
    const inputs = [x, ...more].map(valuesOf);
    const operation = run as (...all: tf.Tensor[]) => tf.Tensor;
    const ahead = (): tf.Tensor => operation(...inputs);
    const dy = tf.tidy(() => valuesOf(ahead().shape));
    const gradients = tf.grads(operation);
    const back = (): tf.Tensor[] => gradients(inputs, dy);
    timeOf(back);
    const times = Array.from({ length: rounds }, () => [timeOf(ahead), timeOf(back)] as const);
    const cells = ([0, 1] as const).flatMap((way) =>
      (['clock', 'processor'] as const).map((kind) => median(times.map((pair) => pair[way][kind])).toFixed(1)),
    );
    yield line(cells, x === IMAGES ? name : `${name}, of [${x.join(', ')}]`);
    tf.dispose([...inputs, dy]);
  }
}
