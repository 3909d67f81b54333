import { scalar, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { normals, uniforms, type DrawKey } from '../random/draws.ts';
import { eagerAdam, recordAdam, type AdamStep } from './adam.ts';
import { gatherBytes, nativeNormals, nativeUniforms, type TracedKey } from './drawing.ts';
import type { TraceRecorder } from './recorder.ts';

/** Which draw of the current step: random/draws.ts knows the seed and the step. */
export type Draw = Omit<DrawKey, 'seed' | 'step'>;

/** What a step may use beside tfjs's own functions. The same step runs compiled and op by op. */
export interface StepOps {
  /** Training steps completed before this one: int32 scalar. */
  readonly step: Tensor;
  adam(step: AdamStep): void;
  /** Draws from N(0, 1); a function of seed, purpose, step and part alone. */
  normals(draw: Draw, shape: readonly number[]): Tensor;
  /** Draws from U[low, high). */
  uniforms(draw: Draw, shape: readonly number[], low: number, high: number): Tensor;
  /** Rows of a resident uint8 array, as float32 from 0 to 255. `indices`: int32 [batch]. */
  gather(resident: string, indices: Tensor): Tensor;
}

/** An array kept on the device, rows first. */
export interface Resident {
  shape: readonly number[];
  values: Uint8Array;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function resident<Kind>(residents: Readonly<Record<string, Kind>>, name: string): Kind {
  const found = residents[name];
  if (found === undefined) throw new Error(`There is no resident array called ${name}.`);
  return found;
}

interface EagerSource {
  seed: number;
  step: number;
  residents: Readonly<Record<string, Resident>>;
}

/** For a step that runs op by op, on any device: the numbers the compiled one gets. */
export const eagerStepOps = ({ seed, step, residents }: EagerSource): StepOps => ({
  step: scalar(step, 'int32'),
  adam: eagerAdam,
  normals: (draw, shape) => tensor(normals({ ...draw, seed, step }, sizeOf(shape)), [...shape]),
  uniforms: (draw, shape, low, high) => tensor(uniforms({ ...draw, seed, step }, sizeOf(shape), low, high), [...shape]),
  gather: (name, indices) => {
    const { shape, values } = resident(residents, name);
    const row = sizeOf(shape.slice(1));
    const picked = Array.from(indices.dataSync(), (index) => values.subarray(index * row, (index + 1) * row));
    const floats = new Float32Array(picked.length * row);
    picked.forEach((bytes, index) => floats.set(bytes, index * row));
    return tensor(floats, [picked.length, ...shape.slice(1)]);
  },
});

interface RecordingSource {
  seed: number;
  step: Tensor;
  /** The binding's ids of the resident arrays. */
  residents: Readonly<Record<string, { shape: readonly number[]; id: number }>>;
}

export function recordingStepOps(recorder: TraceRecorder, { seed, step, residents }: RecordingSource): StepOps {
  const { backend } = recorder;
  const key = (draw: Draw): TracedKey => ({ ...draw, seed, step });
  return {
    step,
    adam: (adam) => recordAdam(recorder, adam),
    normals: (draw, shape) => nativeNormals(backend, key(draw), shape),
    uniforms: (draw, shape, low, high) => nativeUniforms(backend, key(draw), shape, low, high),
    gather: (name, indices) => {
      const { shape, id } = resident(residents, name);
      return gatherBytes(backend, id, indices, [...indices.shape, ...shape.slice(1)]);
    },
  };
}
