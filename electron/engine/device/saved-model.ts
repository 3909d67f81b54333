import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunConfig } from '@shared/config/schema.ts';
import { SAVED_MODEL_TAG } from '../compile/graph-def.ts';
import { nativeBackend } from '../network/native/backend.ts';
import { BFLOAT16_CONFIG, requireBfloat16 } from './bfloat16.ts';
import { TF_CONFIG } from './gpu-options.ts';

interface LoadingBinding {
  loadSavedModel(folder: string, tags: string): number;
}

/**
 * TensorFlow's ConfigProto, serialized: GraphOptions (10), RewriterConfig (10), memory_optimization (4) NO_MEM_OPT. That pass
 * looks for tensors to swap out of a GPU's memory or to make anew; beside a CPU it finds none, and takes 0.1 s of a large
 * step's first run.
 */
const NO_MEMORY_PASS = '520452022001';

/** A configuration of TensorFlow that lasts while a graph is loaded: what its session goes by. */
function configured<Result>(more: string, work: () => Result): Result {
  const before = process.env[TF_CONFIG];
  // Serialized messages one after the other are one message with the fields of both.
  process.env[TF_CONFIG] = (before ?? '') + more;
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env.FORGER_TF_CONFIG;
    else process.env[TF_CONFIG] = before;
  }
}

/**
 * What loads graphs of a run.
 * @throws {ForgerError} device-unavailable where the arithmetic it asks for cannot be had
 */
export function graphLoader({ precision }: Pick<RunConfig, 'precision'>): typeof loadSavedModel {
  if (precision === 'float32') return loadSavedModel;
  requireBfloat16();
  return (savedModel) => configured(BFLOAT16_CONFIG, () => loadSavedModel(savedModel));
}

/**
 * Loads an encoded SavedModel into native TensorFlow and gives its number there. The binding takes a
 * folder only; TensorFlow has read all of it when the call returns, so the folder goes away at once.
 */
export function loadSavedModel(savedModel: Uint8Array): number {
  const backend = nativeBackend();
  if (!backend) throw new Error('Graphs are loaded into native TensorFlow only.');
  const folder = mkdtempSync(join(tmpdir(), 'forger-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel);
    const load = (): number => (backend.binding as unknown as LoadingBinding).loadSavedModel(folder, SAVED_MODEL_TAG);
    return backend.isUsingGpuDevice ? load() : configured(NO_MEMORY_PASS, load);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
