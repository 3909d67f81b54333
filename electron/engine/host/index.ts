/** The engine joined to store and data: what trains runs of a library in this process. */
export { RunControl } from '../training/control.ts';
export { animateRun } from './animation/animate.ts';
export { evaluateCheckpoints } from './evaluate/evaluate-checkpoints.ts';
export { lookInside } from './inside/look.ts';
export { readInside } from './inside/read.ts';
export { listDevices } from './devices.ts';
export { findFit, subjectOfRun } from './preflight/find-fit.ts';
export { forkProbe } from './preflight/fork.ts';
export { preflight } from './preflight/preflight.ts';
export { prepareBranch } from './prepare-branch.ts';
export { planRun, prepareRun } from './prepare-run.ts';
export { adviseRun, recommendFor } from './recommend.ts';
export { sampleFromCheckpoint } from './sample.ts';
export type { RunEvent } from './run-outputs.ts';
export { findDatasetOfRun } from './dataset-of-run.ts';
export { Court } from './verdict/court.ts';
export { trainRun } from './train-run.ts';
