/** Event files: how TensorBoard reads a run, while it trains and afterwards. */
export { EventFile } from './event-file.ts';
export { exportTensorBoard } from './export-tensorboard.ts';
export { evaluationOf, gridOf, measuredOf, scalarsOf, weightsOf } from './measured.ts';
