import { openDevice } from '../../../electron/engine/device/index.ts';
import { compileProgram, type CompiledProgram, type ProgramSource } from '../../../electron/engine/compile/index.ts';
import { requireNative } from '../../../electron/engine/compile/native-backend.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';

interface WholeBinding {
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

export async function openNative(): Promise<void> {
  await openDevice('cpu');
}

export const binding = (): WholeBinding => requireNative().binding as unknown as WholeBinding;

export const compile = (source: Omit<ProgramSource, 'loadGraph'>): CompiledProgram =>
  compileProgram({ ...source, loadGraph: loadSavedModel });
