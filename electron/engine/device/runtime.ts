import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { isOutOfMemory } from '@shared/out-of-memory.ts';
import { mendIt } from '../../shipped/index.ts';
import { applyGpuOptions, gpuOptionsOf } from './gpu-options.ts';
import { BINDING_FILE, hasNvidiaDriver, locateRuntimes, surroundings } from './locate.ts';
import { settleThreads } from './threads.ts';

/** Native TensorFlow as it was opened in this process. */
export interface NativeRuntime {
  state: 'open';
  folder: string;
  /** TensorFlow's version, "2.21.0". */
  version: string;
  /** Whether tensors live on a CUDA device. */
  gpu: boolean;
  /** Whether its binding takes a configuration of TensorFlow. */
  configurable: boolean;
}

/** Why no native runtime could be opened, and what to do: a sentence each. */
export interface NoRuntime {
  state: 'missing' | 'broken';
  reason: string;
  advice: string;
}

interface Binding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/** Name under which tfjs-node's kernels are registered. */
export const NATIVE_BACKEND = 'tensorflow';

const nodeRequire = createRequire(import.meta.url);

let opened: NativeRuntime | NoRuntime | undefined;

/** tfjs-node 4.22 calls a function that left Node 23; its own definition, under the same name. */
function restoreIsNullOrUndefined(): void {
  const target = util as { isNullOrUndefined?: (value: unknown) => boolean };
  target.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

/** TensorFlow reads these once, while its library loads. */
function prepareEnvironment(): void {
  // Off by default without AVX-512, where oneDNN's convolution gradients are several times faster. On or off decides bits.
  process.env['TF_ENABLE_ONEDNN_OPTS'] = '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  settleThreads();
  applyGpuOptions(gpuOptionsOf(process.env), process.env);
}

/** Since its second revision the binding takes one; the official one never does. */
function isConfigurable(folder: string): boolean {
  try {
    const about = JSON.parse(readFileSync(join(folder, 'runtime.json'), 'utf8')) as { binding?: unknown };
    return typeof about.binding === 'number' && about.binding >= 2;
  } catch {
    return false;
  }
}

function register(folder: string): NativeRuntime {
  const binding = nodeRequire(join(folder, BINDING_FILE)) as Binding;
  nodeRequire('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  const { NodeJSKernelBackend } = nodeRequire('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend') as {
    NodeJSKernelBackend: new (binding: Binding, packageName: string) => tf.KernelBackend;
  };
  const gpu = binding.isUsingGpuDevice();
  tf.registerBackend(NATIVE_BACKEND, () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'), 3);
  return { state: 'open', folder, version: binding.TF_Version, gpu, configurable: isConfigurable(folder) };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Of runtimes that did not load, or where there was none. @param failures what each of them failed by */
export function noRuntime(failures: readonly unknown[]): NoRuntime {
  if (failures.length === 0)
    return { state: 'missing', reason: 'Native TensorFlow is not installed.', advice: mendIt() };
  const reasons = failures.map(firstLine).join('; ');
  return failures.some(isOutOfMemory)
    ? {
        state: 'broken',
        reason: `Native TensorFlow does not load, because memory ran out (${reasons}).`,
        advice: 'Close other programs, then start Forger again.',
      }
    : { state: 'broken', reason: `Native TensorFlow does not load: ${reasons}.`, advice: mendIt() };
}

function open(): NativeRuntime | NoRuntime {
  const where = surroundings();
  const folders = locateRuntimes(where, hasNvidiaDriver(where));
  restoreIsNullOrUndefined();
  prepareEnvironment();
  const failures: unknown[] = [];
  for (const folder of folders) {
    try {
      return register(folder);
    } catch (error) {
      failures.push(error);
    }
  }
  return noRuntime(failures);
}

/**
 * The native runtime of this process: the first that loads, opened at the first call. One process holds
 * one: two copies of TensorFlow's libraries do not stand side by side.
 */
export function nativeRuntime(): NativeRuntime | NoRuntime {
  opened ??= open();
  return opened;
}
