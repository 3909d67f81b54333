import * as tf from '@tensorflow/tfjs-core';
import { openDevice } from '../../../electron/engine/device/index.ts';
import {
  compileProgram,
  requireNative,
  type CompiledProgram,
  type ProgramSource,
} from '../../../electron/engine/compile/index.ts';
import { savedModelLoader } from '../../../electron/engine/compile/saved-model-file.ts';

interface WholeBinding {
  loadSavedModel(folder: string, tags: string): number;
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

export async function openNative(): Promise<void> {
  await openDevice('cpu');
}

export const binding = (): WholeBinding => requireNative(tf.backend()).binding as unknown as WholeBinding;

export const compile = (source: Omit<ProgramSource, 'backend' | 'loadGraph'>): CompiledProgram =>
  compileProgram({ ...source, backend: tf.backend(), loadGraph: savedModelLoader(binding()) });

/** max |a − b| over max |b|: how far two arrays lie apart, relative to the size of the second. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let size = 0;
  for (let index = 0; index < b.length; index++) {
    const wanted = b[index] ?? Number.NaN;
    const distance = Math.abs((a[index] ?? Number.NaN) - wanted);
    if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, distance);
    size = Math.max(size, Math.abs(wanted));
  }
  return size === 0 ? difference : difference / size;
}
