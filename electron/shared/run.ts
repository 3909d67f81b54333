import { z } from 'zod';
import { runConfigSchema } from './config/schema.ts';
import { ERROR_CODES } from './contract/errors.ts';
import { divergenceSchema } from './divergence.ts';
import { imageShapeSchema, networkPairSchema } from './network/layers.ts';
import { recipeSchema } from './presets/recipe.ts';
import { runDeviceSchema } from './run-device.ts';
import { EXECUTIONS, runWaySchema, threadsSchema, type PlacedWay } from './way.ts';

/** Ids are made by Forger, never from a name: safe as a folder on every system. Windows keeps some names for devices. */
export const idSchema = z.string().regex(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9-]{0,63}$/);

/** A checkpoint of a run. */
const parentSchema = z.object({ run: idSchema, step: z.number().int().min(0) });
export type RunParent = z.infer<typeof parentSchema>;

/** Of run.json. Another number keeps older programs from reading what they would misread. */
export const RUN_FORMAT = 2;

/** run.json: everything that decides a run, written before step 0. */
export const runRecordSchema = z.object({
  format: z.literal(RUN_FORMAT),
  id: idSchema,
  name: z.string().max(120),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  config: runConfigSchema,
  /** How a training step goes, as it was when the run was made: the published recipe may be mended later. */
  recipe: recipeSchema,
  dataset: z.object({
    id: idSchema,
    name: z.string(),
    /** SHA-256 over shape, pixels and labels. */
    hash: z.string(),
    count: z.number().int().positive(),
    image: imageShapeSchema,
    /** Names of the labels by number, where there are any. */
    labels: z.array(z.string()).optional(),
  }),
  networks: networkPairSchema,
  /** The networks are the user's own; the name of their preset, empty where they were written for this run. */
  own: z.object({ name: z.string().max(60) }).optional(),
  /** The run and the step of its checkpoint that this one began from; left out where it began anew. */
  parent: parentSchema.optional(),
  /** The id it had in the run file it was opened from, where that was another run's here. */
  origin: z.object({ run: idSchema }).optional(),
  stepsPerEpoch: z.number().int().positive(),
  totalSteps: z.number().int().positive(),
  versions: z.record(z.string(), z.string()),
  /** Where it trains. */
  device: runDeviceSchema,
  /** Left out of runs made before it was settled at their making: their status says what there is to say of it. */
  way: runWaySchema.optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/**
 * waiting: not started yet; training, paused: a process holds the run; stopped: ended by the user and
 * can go on; finished: reached its length; failed: ended by an error and can go on from a checkpoint;
 * diverged: its numbers broke, and it stands at its last good checkpoint until the user says how to go on;
 * interrupted: its process went away without saying so (never stored: found out when read).
 */
export const RUN_STATES = [
  'waiting',
  'training',
  'paused',
  'stopped',
  'finished',
  'failed',
  'diverged',
  'interrupted',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What a file that only grows held when it was so long. */
export const fileMarkSchema = z.object({
  bytes: z.number().int().min(0),
  lines: z.number().int().min(0),
  /** SHA-256 of those bytes. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type FileMark = z.infer<typeof fileMarkSchema>;

/** status.json: where a run stands; replaced as a whole. */
export const runStatusSchema = z.object({
  state: z.enum(RUN_STATES),
  /** Completed training steps. */
  step: z.number().int().min(0),
  /** Why it failed or stopped, in one sentence; null while all is well. */
  message: z.string().nullable(),
  /** Which program holds the run: the window or the command line; null when none does. */
  owner: z.enum(['app', 'cli']).nullable(),
  imagesPerSecond: z.number().nullable(),
  /** Of a run whose record settles no way: how its steps have run so far. */
  execution: z.enum(EXECUTIONS).optional(),
  /** Of such a run: threads of the processor that its TensorFlow took, where not all. */
  threads: threadsSchema.optional(),
  /** The file was lost or damaged and made up anew: what it alone knew is not known any more. */
  lost: z.literal(true).optional(),
  /** Of a failed run: by what kind of error; of a paused one `no-space` where it waits for room on the disk. */
  code: z.enum(ERROR_CODES).optional(),
  /** Its training is over, and so many of its checkpoints still wait to be measured. */
  evaluating: z.number().int().min(0).optional(),
  /** It stopped by itself when G had not been better since this step; resumed, it does so only past a better one. */
  pastBest: z.number().int().min(0).exactOptional(),
  /** Of a diverged run: what broke, and since when. */
  divergence: divergenceSchema.optional(),
  /** What lay in its folder when this was written: what is found otherwise was lost or damaged since. Older runs lack it. */
  files: z
    .object({
      metrics: fileMarkSchema.exactOptional(),
      evaluations: fileMarkSchema.exactOptional(),
      log: fileMarkSchema.exactOptional(),
      /** Step of the newest checkpoint. */
      checkpoint: z.number().int().min(0).exactOptional(),
    })
    .optional(),
  /** What it went on without after its files were damaged, in a sentence. */
  notice: z.string().optional(),
  updatedAt: z.iso.datetime(),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

/** A row of the list of runs. */
export interface RunSummary {
  id: string;
  name: string;
  path: string;
  preset: string;
  dataset: { id: string; name: string };
  parent?: RunParent | undefined;
  /**
   * Its place among the runs that wait, 0 the next. `held`: in this app's line now; else it waited when the app was
   * last closed, and waits for somebody to resume it.
   */
  line?: { place: number; held: boolean } | undefined;
  /** It waits no more: an engine of this app has it and gets ready to train. */
  starting?: boolean | undefined;
  createdAt: string;
  /** See the run's record. */
  way?: PlacedWay | undefined;
  status: RunStatus;
  stepsPerEpoch: number;
  totalSteps: number;
  /** File of the newest sample grid, for the thumbnail. */
  latestSample: string | null;
  /** What of its files is damaged or was, in a sentence, as far as a look at them tells; null where nothing is. */
  damage: string | null;
  /** A few G and D losses over the whole run, for the sparkline; oldest first. */
  sparkline: { generator: number[]; discriminator: number[] };
}

/**
 * What is logged each step, one JSON object a line in metrics.jsonl. Losses in nats, shares from 0 to 1.
 * NaN, null in the file, where a number does not apply: a critic has no accuracy, most recipes no penalty.
 */
export const METRIC_NAMES = [
  'step',
  /** Epochs completed, as a fraction: step / stepsPerEpoch. */
  'epoch',
  'dLoss',
  'dLossReal',
  'dLossFake',
  /** Share of real images D called real, and of fakes it called fake. */
  'dAccuracyReal',
  'dAccuracyFake',
  'gLoss',
  /** Mean of D(x) and of D(G(z)): probabilities with cross-entropy, else scores. */
  'dReal',
  'dFake',
  /** What the gradient penalty adds to D's loss, weighted. */
  'dPenalty',
  /** Cross-entropy of D's classes: of real images, and of G's fakes by the class asked for (AC-GAN). */
  'dClassLoss',
  'gClassLoss',
  /** What D's decoders miss of real images: the mean squared error, summed over the decoders, not weighted. */
  'dReconstruction',
  /** What G makes of inputs, from their targets: the mean absolute difference, of images from −1 to 1 or 0 to 1, not weighted. */
  'gTargetDistance',
  /** Length of the whole gradient of each player, before its optimiser: the mean over its updates of the step. */
  'dGradientNorm',
  'gGradientNorm',
  /** What LeCam adds to D's loss, weighted. */
  'dLecam',
  /** What path length comes to in a step in which it runs, weighted. */
  'gPathPenalty',
  /** Probability of each of ADA's changes in this step. */
  'augmentProbability',
  /** Of runs in which a rate follows a schedule: what each player's next update is made with, before Adam's corrections. */
  'gLearningRate',
  'dLearningRate',
  /** Standard deviation of the noise on the images D sees. */
  'instanceNoise',
  'imagesPerSecond',
  /** Seconds of training, pauses left out. */
  'elapsed',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];
export type MetricRow = Record<MetricName, number>;
/** Rows as columns of equal length: what charts take. */
export type MetricColumns = Record<MetricName, number[]>;

/** Which weights a generator is taken with: its own, or their EMA (`ema.decay`). */
export const GENERATOR_WEIGHTS = ['own', 'average'] as const;
export type GeneratorWeights = (typeof GENERATOR_WEIGHTS)[number];

/** One sample grid on disk. */
export interface SampleEntry {
  /** epoch-0003.png, or step-00000200.png where samples follow steps. */
  file: string;
  /** The same latents through the EMA of G's weights; null without one. */
  average: string | null;
  step: number;
  epoch: number;
}

/** How the tiles of a grid lie: gapless, row by row. */
export interface GridLayout {
  columns: number;
  rows: number;
  count: number;
  tileWidth: number;
  tileHeight: number;
}

/** @param classes where G is asked for labels: one a row, at least `count` tiles in all */
export function gridLayout(count: number, image: { width: number; height: number }, classes?: number): GridLayout {
  if (classes !== undefined) {
    const columns = Math.ceil(count / classes);
    const size = { tileWidth: image.width, tileHeight: image.height };
    return { columns, rows: classes, count: columns * classes, ...size };
  }
  const columns = Math.ceil(Math.sqrt(count));
  return { columns, rows: Math.ceil(count / columns), count, tileWidth: image.width, tileHeight: image.height };
}

export interface CheckpointEntry {
  step: number;
  epoch: number;
  /** Size on disk. */
  bytes: number;
  /** Kept by its user: no policy lets it go. */
  pinned: boolean;
  /** How far its images lie from the data set's, in grey levels; null where that was not measured as it was saved. */
  distance: number | null;
  /** Of the number that the run's best is told by; null where that was not measured. */
  value: number | null;
  /** What it is ranked by: that number, the lower the better. */
  score: number | null;
  /** It waits to be measured. */
  pending: boolean;
}
