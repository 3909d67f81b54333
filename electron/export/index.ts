/** What leaves Forger: models in forms other programs read, and moving pictures. */
export { planAnimation, writeAnimation, type AnimationRequest } from './animation/animate.ts';
export { epochFrames, momentLabel } from './animation/epochs.ts';
export type { FrameSource } from './animation/frames.ts';
export { exportTfjs, PAGE_FILE, type ExportRequest } from './export-tfjs.ts';
export { readGrid, type Grid } from './grid.ts';
export { askedLabels } from './model-readme.ts';
