/** A run as one file. */
export { BUNDLE_ENDING, DATASET_PARTS } from './format.ts';
export { runIdentity } from './identity.ts';
export { isRunFile } from './is-run-file.ts';
export { readBundleHead, readListed, type BundleHead } from './read-bundle.ts';
export { bundledSteps, fileSource, runSources, textSource, type BundledCheckpoints } from './sources.ts';
export { unpackRun, type Unpacking } from './unpack-run.ts';
export { refused, UntrustedZip } from './untrusted-zip.ts';
export { mostBytes, writeZip, type BundleSource } from './write-zip.ts';
