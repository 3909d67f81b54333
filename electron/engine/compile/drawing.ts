import { zeros, type Tensor } from '@tensorflow/tfjs-core';
import { PURPOSES, type DrawKey } from '../random/draws.ts';
import {
  AttributeKind,
  DataType,
  tensorId,
  typeAttribute,
  type NativeBackend,
  type OpAttribute,
} from './native-backend.ts';
import { NativeScope } from './native-scope.ts';

/** A draw whose step is a tensor: int32 scalar, the training step. */
export type TracedKey = Omit<DrawKey, 'step'> & { step: Tensor };

const { float32, float64, int32, uint32, uint64 } = DataType;
const PHILOX = 1;
const integer = (name: string, value: number): OpAttribute => ({ name, type: AttributeKind.integer, value });

/** Copies the bits of int32 pairs into uint64, the lower word first, as Philox's key and counter are given. */
const asUint64 = (scope: NativeScope, id: number): number =>
  scope.one('Bitcast', [typeAttribute('T', int32), typeAttribute('type', uint64)], id);

/**
 * The same stream of unsigned 32-bit numbers as random/draws.ts hands out for that key, as uint32 [count / 2, 2]:
 * TensorFlow's stateless op is Philox4x32-10 too, and counts blocks in the first word.
 */
function numbers(scope: NativeScope, { seed, purpose, step, part = 0 }: TracedKey, count: number): number {
  const pack = (...ids: number[]): number =>
    scope.one('Pack', [typeAttribute('T', int32), integer('N', ids.length), integer('axis', 0)], ...ids);
  const scalar = (value: number): number => scope.constant(int32, [], Int32Array.of(value));
  const key = scope.reshape(pack(scalar(seed), scalar(PURPOSES[purpose])), int32, [1, 2]);
  const counter = pack(scalar(0), tensorId(scope.backend, step), scalar(part), scalar(0));
  return scope.one(
    'StatelessRandomUniformFullIntV2',
    [typeAttribute('dtype', uint32), typeAttribute('Tshape', int32)],
    scope.vector(Math.ceil(count / 2), 2),
    asUint64(scope, key),
    asUint64(scope, scope.reshape(counter, int32, [2, 2])),
    scalar(PHILOX),
  );
}

/** The same as float64, which holds them exactly. */
const exactNumbers = (scope: NativeScope, key: TracedKey, count: number): number =>
  scope.cast(numbers(scope, key, count), uint32, float64);

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** As float32, without the last number where an odd count was asked for. */
function firstOf(scope: NativeScope, pairs: number, dtype: number, count: number): number {
  const flat = scope.reshape(scope.cast(pairs, dtype, float32), float32, [-1]);
  if (count % 2 === 0) return flat;
  return scope.one(
    'Slice',
    [typeAttribute('T', float32), typeAttribute('Index', int32)],
    flat,
    scope.vector(0),
    scope.vector(count),
  );
}

/** N(0, 1) by Box and Muller: what `normals` of random/draws.ts gives, to the last digit or so. */
export function nativeNormals(backend: NativeBackend, key: TracedKey, shape: readonly number[]): Tensor {
  const scope = new NativeScope(backend);
  const type = typeAttribute('T', float64);
  const count = sizeOf(shape);
  const unpack = [type, integer('num', 2), integer('axis', 1)];
  const [first = -1, second = -1] = scope.run('Unpack', unpack, [exactNumbers(scope, key, count)], 2);
  const unit = scope.double('Mul', scope.double('Add', first, scope.float64(1)), scope.float64(2 ** -32));
  const radius = scope.double('Sqrt', scope.double('Mul', scope.double('Log', unit), scope.float64(-2)));
  const angle = scope.double('Mul', second, scope.float64(2 * Math.PI * 2 ** -32));
  const parts = ['Cos', 'Sin'].map((op) => scope.double('Mul', radius, scope.double(op, angle)));
  const pairs = scope.one('Pack', [type, integer('N', 2), integer('axis', 1)], ...parts);
  return scope.finish(firstOf(scope, pairs, float64, count), shape);
}

/** U[low, high): what `uniforms` of random/draws.ts gives. */
export function nativeUniforms(
  backend: NativeBackend,
  key: TracedKey,
  shape: readonly number[],
  low: number,
  high: number,
): Tensor {
  const scope = new NativeScope(backend);
  const count = sizeOf(shape);
  const scaled = scope.double('Mul', exactNumbers(scope, key, count), scope.float64((high - low) * 2 ** -32));
  return scope.finish(firstOf(scope, scope.double('Add', scaled, scope.float64(low)), float64, count), shape);
}

/** 1 with the given probability, else 0: what `trials` of random/draws.ts gives. */
export function nativeTrials(
  backend: NativeBackend,
  key: TracedKey,
  shape: readonly number[],
  probability: number,
): Tensor {
  const scope = new NativeScope(backend);
  const count = sizeOf(shape);
  // A whole number is below the bound where it is at most the last one below it.
  const last = Math.ceil(probability * 2 ** 32) - 1;
  if (last < 0) return zeros([...shape]);
  const bound = scope.one(
    'Bitcast',
    [typeAttribute('T', int32), typeAttribute('type', uint32)],
    scope.constant(int32, [], Int32Array.of(last)),
  );
  const met = scope.one('LessEqual', [typeAttribute('T', uint32)], numbers(scope, key, count), bound);
  return scope.finish(firstOf(scope, met, DataType.bool, count), shape);
}

/** Rows of a uint8 array on the device, as float32 from 0 to 255. `indices`: int32 [batch]. */
export function gatherBytes(backend: NativeBackend, rows: number, indices: Tensor, shape: readonly number[]): Tensor {
  const scope = new NativeScope(backend);
  const types = [
    typeAttribute('Tparams', DataType.uint8),
    typeAttribute('Tindices', int32),
    typeAttribute('Taxis', int32),
  ];
  const axis = scope.constant(int32, [], Int32Array.of(0));
  const bytes = scope.one('GatherV2', [...types, integer('batch_dims', 0)], rows, tensorId(backend, indices), axis);
  return scope.finish(scope.cast(bytes, DataType.uint8, float32), shape);
}
