import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAVED_MODEL_TAG } from '../compile/graph-def.ts';
import { nativeBackend } from '../network/native/backend.ts';

interface LoadingBinding {
  loadSavedModel(folder: string, tags: string): number;
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
    return (backend.binding as unknown as LoadingBinding).loadSavedModel(folder, SAVED_MODEL_TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
