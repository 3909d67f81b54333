/** The run store: the only code that knows how runs lie on disk. */
export type { NamedTensor } from '@shared/network/layers-model.ts';
export { generatorWeights, type Checkpoint } from './checkpoint.ts';
export type { Fingerprint } from './fingerprint.ts';
export { Library, type LibraryOptions } from './library.ts';
export type { NewRun } from './record.ts';
export type { RunWriter } from './run-writer.ts';
