/** What leaves Forger: models in forms other programs read, and moving pictures. */
export { planAnimation, writeAnimation } from './animation/animate.ts';
export { epochFrames, momentLabel } from './animation/epochs.ts';
export type { FrameSource } from './animation/frames.ts';
export { exportTfjs, PAGE_FILE } from './export-tfjs.ts';
export { readGrid } from './grid.ts';
export { heldPairs, isGridOf, tileOf } from './held-pairs.ts';
export { askedLabels } from './model-readme.ts';
