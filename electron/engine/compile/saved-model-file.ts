import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAVED_MODEL_TAG } from './graph-def.ts';

interface LoadingBinding {
  loadSavedModel(folder: string, tags: string): number;
}

/**
 * Loads an encoded SavedModel. The binding takes a folder only; TensorFlow has read all of it when the
 * call returns, so the folder goes away at once. This is the compiler's only touch of the disk.
 */
export const savedModelLoader =
  (binding: LoadingBinding) =>
  (savedModel: Uint8Array): number => {
    const folder = mkdtempSync(join(tmpdir(), 'forger-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), savedModel);
      return binding.loadSavedModel(folder, SAVED_MODEL_TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
