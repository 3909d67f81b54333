/** The engine joined to store and data: what trains runs of a library in this process. */
export { RunControl } from '../training/control.ts';
export { animateRun, type WriteArguments } from './animation/animate.ts';
export { listDevices } from './devices.ts';
export { findFit, subjectOfRun } from './preflight/find-fit.ts';
export { forkProbe } from './preflight/fork.ts';
export { preflight } from './preflight/preflight.ts';
export { prepareBranch, type BranchArguments } from './prepare-branch.ts';
export { planRun, prepareRun, QUICK_START, type PrepareArguments } from './prepare-run.ts';
export type { Devices } from './run-way.ts';
export { sampleFromCheckpoint, type SampleArguments } from './sample.ts';
export type { RunEvent } from './run-outputs.ts';
export { trainRun, type TrainArguments } from './train-run.ts';
