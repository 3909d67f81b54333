import { z } from 'zod';

const count = z.number().int().min(0);

/** A weight with its values, row-major float32; see layers-model.ts for its name. */
const tensorSchema = z
  .object({
    name: z.string(),
    shape: z.array(count).max(8),
    data: z.custom<Float32Array>((value) => value instanceof Float32Array),
  })
  .refine(({ shape, data }) => shape.reduce((product, size) => product * size, 1) === data.length, {
    message: 'an array does not have the size its shape says',
  });
const tensors = z.array(tensorSchema);

/** An optimiser's memory: how many updates it has made, and per weight what it remembers: Adam's moments `<weight name>/m` and `/v`. */
const optimizerSchema = z.object({ iterations: count, slots: tensors });
export type OptimizerState = z.infer<typeof optimizerSchema>;

/** Everything a run needs to go on from a step as if it had not stopped: what a trainer saves and a checkpoint keeps. */
export const trainingStateSchema = z.object({
  /** Completed training steps. */
  step: count,
  generator: tensors,
  discriminator: tensors,
  /** The EMA of the generator's weights, named as G's are, where the run keeps one. */
  average: tensors.exactOptional(),
  optimizers: z.object({ generator: optimizerSchema, discriminator: optimizerSchema }),
  /** What else goes on from here, by name: where a schedule or a controller stands. */
  numbers: z.record(z.string(), z.number()).exactOptional(),
  /** How far the generator's images lie from the data set's, where the best checkpoints are to be kept. */
  distance: z.number().min(0).exactOptional(),
  /** Seconds of training so far, pauses left out. */
  elapsed: z.number().min(0),
});
export type TrainingState = z.infer<typeof trainingStateSchema>;
