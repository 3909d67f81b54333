import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunConfig } from '@shared/config/schema.ts';
import { SAVED_MODEL_TAG } from '../compile/graph-def.ts';
import { requireNative } from '../compile/native-backend.ts';
import { BFLOAT16_CONFIG, requireBfloat16 } from './bfloat16.ts';
import { TF_CONFIG } from './gpu-options.ts';

interface LoadingBinding {
  loadSavedModel(folder: string, tags: string): number;
}

/*
 * TensorFlow's ConfigProto, serialized: GraphOptions (10), RewriterConfig (10). Its optimiser's passes take a large part of a
 * large step's first run. See docs/decisions/007-compiled-step.md.
 */

/**
 * layout_optimizer (1) and loop_optimization (9) OFF, memory_optimization (4) NO_MEM_OPT, disable_tfg_optimizer (32): what
 * looks for a GPU's layout and memory, for loops, and for shapes that the other passes work out themselves. Beside a CPU they
 * change nothing in a step.
 */
const FEWER_PASSES = '520b5209080220014802800201';
/**
 * meta_optimizer_iterations (12) ONE: what a second round finds in a step is a few joins of single numbers. Not where a pass
 * rounds to bfloat16, whose casts the second round may join; that was not tried.
 */
const ONE_ROUND = '520452026001';

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
  return (savedModel) => load(savedModel, FEWER_PASSES + BFLOAT16_CONFIG);
}

/** Loads an encoded SavedModel into native TensorFlow and gives its number there. */
export const loadSavedModel = (savedModel: Uint8Array): number =>
  load(savedModel, requireNative().isUsingGpuDevice ? '' : FEWER_PASSES + ONE_ROUND);

/** The binding takes a folder only; TensorFlow has read all of it when the call returns, so the folder goes away at once. */
function load(savedModel: Uint8Array, config: string): number {
  const { binding } = requireNative();
  const folder = mkdtempSync(join(tmpdir(), 'forger-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel);
    return configured(config, () => (binding as unknown as LoadingBinding).loadSavedModel(folder, SAVED_MODEL_TAG));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
