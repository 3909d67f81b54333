import { z } from 'zod';
import { animationSchema, type AnimationPlan } from '../animation/options.ts';
import { changedChoicesSchema, QUIT_CHOICES, type AppChoices } from '../app-choices.ts';
import { runConfigInputSchema } from '../config/schema.ts';
import { sampleChoiceSchema, type Inside, type InsideLook } from '../inside.ts';
import type { CheckpointEvaluation } from '../checkpoint-evaluation.ts';
import type { Evaluation } from '../evaluations.ts';
import type { GivenPath } from '../given-path.ts';
import { MAX_STEP } from '../library-names.ts';
import type { LicenceList } from '../licences.ts';
import { MAX_BUCKETS, type MetricBuckets } from '../metric-buckets.ts';
import {
  GENERATOR_WEIGHTS,
  idSchema,
  type CheckpointEntry,
  type MetricColumns,
  type RunRecord,
  type RunStatus,
  type RunSummary,
  type SampleEntry,
} from '../run.ts';
import type { QueueTimes } from '../queue.ts';
import type { DiskUse, LibraryUse } from '../disk-use.ts';
import type { DoctorReport } from '../doctor.ts';
import type { RunFileSizes } from '../run-file.ts';
import { VERIFY_STEPS } from '../verify.ts';
import type { MovePlan } from '../library-move.ts';
import { trashIdSchema, type TrashEntry, type TrashItem } from '../trash.ts';
import type { Fit, Preflight } from '../preflight.ts';
import { ownNetworksSchema } from '../presets/own-networks.ts';
import { presetDraftSchema, userPresetIdSchema, type UserPreset } from '../presets/user-preset.ts';
import type { Recommendation } from '../recommend/index.ts';
import type { CudaState } from '../runtimes.ts';
import { subjectSchema } from '../verdict/subject.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { channel, none, one } from './channel.ts';
import { DATASET_CHANNELS } from './dataset-channels.ts';
import type { Failure } from './errors.ts';
import { pathSchema } from './path.ts';
import type { AppEvents, EventName, InstalledUpdate } from './events.ts';

const stepSchema = z.number().int().min(0).max(MAX_STEP);
const licenceId = z.string().min(1).max(1000);
const deleted = z.strictObject({ id: trashIdSchema.optional() });

export interface AppInfo {
  version: string;
  platform: string;
  library: string;
  /** False until the first run exists: the window then shows the first start. */
  hasRuns: boolean;
}

export interface RunDetail {
  record: RunRecord;
  status: RunStatus;
  samples: SampleEntry[];
  checkpoints: CheckpointEntry[];
  /** What its generator was measured by as it trained, oldest first. */
  evaluations: Evaluation[];
  /** What was measured of its checkpoints, in the order of their steps. */
  measured: CheckpointEvaluation[];
  /** True where this app holds the run; otherwise pause and stop are the other program's. */
  controllable: boolean;
  /** An engine of this app has the run and gets ready to train; until then its status says that it waits. */
  starting: boolean;
  use: DiskUse;
  /** It was paused or stopped, and its engine has been silent since: it can be ended. */
  silent: boolean;
  /** What of its files is damaged or was, in a sentence, as far as a look at them tells; null where nothing is. */
  damage: string | null;
  /** Folder of its event files for TensorBoard; null where it wrote none. */
  events: string | null;
}

export interface MetricsPage {
  columns: MetricColumns;
  /** Pass it back to get only what was written since. */
  nextOffset: number;
  /** The page is full: the rest follows from there. */
  more: boolean;
}

export interface ExportResult {
  /** The folder made. */
  path: string;
  files: { name: string; bytes: number }[];
}

export interface AnimationPreview extends AnimationPlan {
  /** Of a walk: its frames in one picture, see `walkSheetUrl`; a run's own samples are known to the window. */
  sheet: { key: string; frames: number } | null;
}

/**
 * What the window asks of the app: the whole conversation between the two. Arguments are checked by main against the schema;
 * results carry only a type, because main is trusted by the window and not the reverse.
 */
export const CHANNELS = {
  'app.info': channel<AppInfo>()(none),
  'app.doctor': channel<DoctorReport>()(none),
  /** The window's answer to `quit.asked`; with `remember` it is not asked again. */
  'app.quit': channel<null>()(z.strictObject({ answer: z.enum([...QUIT_CHOICES, 'cancel']), remember: z.boolean() })),
  /** The version that was installed while this one runs; null where there is none. Later news comes as `update.changed`. */
  'app.update': channel<InstalledUpdate>()(none),
  /** Quits, and starts what is installed by now. Refused while something goes on that quitting would end. */
  'app.restart': channel<null>()(none),
  /** The licences of all that is in Forger, without their texts. */
  'licences.list': channel<LicenceList>()(none),
  /** The text of one; up to some hundred kilobytes. */
  'licences.read': channel<string>()(z.strictObject({ id: licenceId })),
  /** Opens one that is a page in the browser. */
  'licences.open': channel<null>()(z.strictObject({ id: licenceId })),
  /** What the system handed the app to open since this was asked last. */
  'app.given': channel<GivenPath[]>()(none),
  'settings.get': channel<AppChoices>()(none),
  'settings.change': channel<AppChoices>()(changedChoicesSchema),
  'library.choose': channel<AppInfo | null>()(none),
  /** What the library takes on the disk, run by run. */
  'library.use': channel<LibraryUse>()(none),
  /** Bytes that are free where the library lies; later ones come as `space.changed`. */
  'library.space': channel<{ freeBytes: number }>()(none),
  /** Asks for a folder and says what moving the library there takes. Null when the user cancels. */
  'library.planMove': channel<MovePlan | null>()(none),
  /** Begins what was planned last; news comes as events. */
  'library.move': channel<null>()(none),
  'library.cancelMove': channel<null>()(none),
  /** Moves the folder that the library was moved away from to the system's trash. */
  'library.discardOld': channel<null>()(none),
  /** What was deleted and can be brought back, the latest first. */
  'trash.list': channel<TrashItem[]>()(none),
  /**
   * Brings back what was deleted; without an id the latest. With `instead` the run that stands in its place by now goes
   * to the trash for it.
   */
  'trash.restore': channel<TrashEntry>()(deleted.extend({ instead: z.boolean().optional() })),
  /** Deletes for good one thing that was deleted; without an id all of them. */
  'trash.empty': channel<null>()(deleted),
  'runs.list': channel<RunSummary[]>()(none),
  'runs.get': channel<RunDetail>()(one),
  /**
   * Starts a run, or puts it in the queue behind the one that trains. Fields left out take the recipe's values; the
   * recipe may be a user's preset. `networks` takes the place of the recipe's.
   */
  'runs.start': channel<{ id: string }>()(
    z.strictObject({ config: runConfigInputSchema, networks: ownNetworksSchema.optional() }),
  ),
  /** Starts a run, or puts it in the queue, that begins from a checkpoint of another with the settings given. */
  'runs.branch': channel<{ id: string }>()(
    z.strictObject({ id: idSchema, step: z.number().int().min(0).max(9_999_999_999), config: runConfigInputSchema }),
  ),
  /** Makes a run so many epochs long, counted from its start, and goes on with it. */
  'runs.extend': channel<null>()(z.strictObject({ id: idSchema, epochs: z.number().int().min(1).max(100_000) })),
  /** The quick-start run of the first screen. */
  'runs.quickStart': channel<{ id: string }>()(none),
  'runs.pause': channel<null>()(one),
  /** Goes on after a pause, or from the newest checkpoint of a stopped, failed or interrupted run. */
  'runs.resume': channel<null>()(one),
  'runs.stop': channel<null>()(one),
  /** Ends the engine of a run that does not answer; it then stands at its newest checkpoint. */
  'runs.end': channel<null>()(one),
  /** Moves a run that waits to another place in the queue, 0 the next. */
  'runs.move': channel<null>()(z.strictObject({ id: idSchema, place: z.number().int().min(0).max(100_000) })),
  'line.get': channel<QueueTimes>()(none),
  /** Lets no waiting run begin; null: until the queue is started again. */
  'line.hold': channel<QueueTimes>()(z.strictObject({ until: z.iso.datetime().nullable() })),
  'line.release': channel<QueueTimes>()(none),
  /** When every run stops with a checkpoint and the queue is held; null: never. */
  'line.stopAt': channel<QueueTimes>()(z.strictObject({ at: z.iso.datetime().nullable() })),
  'runs.rename': channel<null>()(z.strictObject({ id: idSchema, name: z.string().trim().min(1).max(120) })),
  /** Takes the run away; it can be brought back for some weeks. */
  'runs.delete': channel<TrashEntry>()(one),
  /** Keeps a checkpoint whatever the run's settings let go, or no longer. */
  'runs.pin': channel<null>()(z.strictObject({ id: idSchema, step: stepSchema, pinned: z.boolean() })),
  'runs.deleteCheckpoint': channel<TrashEntry>()(z.strictObject({ id: idSchema, step: stepSchema })),
  /** Lets older checkpoints go for good, so that the disk has room: the two newest, the best and the pinned stay. */
  'runs.thin': channel<null>()(one),
  'runs.metrics': channel<MetricsPage>()(
    z.strictObject({ id: idSchema, offset: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  ),
  /** A stretch of steps in pieces with least, greatest and mean: what charts draw of a run of any length. */
  'runs.buckets': channel<MetricBuckets>()(
    z.strictObject({
      id: idSchema,
      from: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      to: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      buckets: z.number().int().min(1).max(MAX_BUCKETS),
    }),
  ),
  'runs.log': channel<string>()(one),
  /** What checkpoints say of their layers' weights, gradients and updates. A newer question ends an older one, which then fails as cancelled. */
  'inside.read': channel<Inside[]>()(z.strictObject({ id: idSchema, steps: z.array(stepSchema).min(1).max(100) })),
  /** What the networks of a checkpoint make of a few images; a newer question ends an older one. */
  'inside.look': channel<InsideLook>()(z.strictObject({ id: idSchema, step: stepSchema, samples: sampleChoiceSchema })),
  /**
   * How such a run would go on each device, and what it needs. Where `measure` is false only what was measured before is
   * told. A newer question ends an older one, which then fails as cancelled.
   */
  'preflight.measure': channel<Preflight>()(
    z.strictObject({ config: runConfigInputSchema, networks: ownNetworksSchema.optional(), measure: z.boolean() }),
  ),
  /**
   * What to train on images, why, and when to expect what; with `measure`, a few real steps are tried where it is not known
   * how long they take. A newer question of a trial ends an older one, which then fails as cancelled.
   */
  'preflight.recommend': channel<Recommendation>()(z.strictObject({ id: idSchema, measure: z.boolean() })),
  /** Finds by trial what of a run fits the memory. */
  'preflight.fit': channel<Fit>()(one),
  'preflight.cancel': channel<null>()(none),
  /** The user's own presets; those that cannot be read, each in one sentence. */
  'presets.list': channel<{ presets: UserPreset[]; problems: string[] }>()(none),
  /** Saves a new preset; with an id, over that one. */
  'presets.save': channel<UserPreset>()(
    z.strictObject({ draft: presetDraftSchema, id: userPresetIdSchema.optional() }),
  ),
  'presets.delete': channel<TrashEntry>()(z.strictObject({ id: userPresetIdSchema })),
  /** Asks for a folder, then writes the preset there as a file for others. Null when the user cancels. */
  'presets.export': channel<{ path: string } | null>()(z.strictObject({ id: userPresetIdSchema })),
  /** Asks for such a file and adds it to the user's presets. Null when the user cancels. */
  'presets.import': channel<UserPreset | null>()(none),
  ...DATASET_CHANNELS,
  /** Whether TensorFlow with CUDA is installed, and what is in the way. */
  'runtime.cuda': channel<CudaState>()(none),
  /** Begins to install it, or goes on where it was cut off; see the `runtime.` events. */
  'runtime.installCuda': channel<null>()(none),
  'runtime.cancelCuda': channel<null>()(none),
  /** Says how many bytes are free again. */
  'runtime.removeCuda': channel<{ bytes: number }>()(none),
  /** Opens the file manager where CUDA lies, or will. */
  'runtime.revealCuda': channel<null>()(none),
  'jobs.cancel': channel<null>()(z.strictObject({ job: idSchema })),
  /** Asks for a folder, then writes the generator of that checkpoint into a new folder there. Null when the user cancels. */
  'export.tfjs': channel<ExportResult | null>()(
    z.strictObject({
      id: idSchema,
      step: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      weights: z.enum(GENERATOR_WEIGHTS).default('own'),
    }),
  ),
  /** What an animation would be; a newer question ends an older one, which then fails as cancelled. */
  'animation.preview': channel<AnimationPreview>()(z.strictObject({ id: idSchema, options: animationSchema })),
  /** Asks for a file, then makes the animation there. Null when the user cancels. */
  'animation.start': channel<{ job: string } | null>()(z.strictObject({ id: idSchema, options: animationSchema })),
  'animation.cancel': channel<null>()(z.strictObject({ job: idSchema })),
  /** Opens the file manager at the newest export, or at a run's folder. */
  'export.reveal': channel<null>()(none),
  /** Opens the page of the newest export in the browser. */
  'export.openPage': channel<null>()(none),
  /** How large a run's file would be, by what goes into it. */
  'runFile.weigh': channel<RunFileSizes>()(one),
  /** Asks for a file, then saves the run as it. Null when the user cancels. */
  'runFile.save': channel<{ job: string } | null>()(
    z.strictObject({
      id: idSchema,
      checkpoints: z.union([
        z.enum(['newest', 'all']),
        z.array(z.number().int().min(0).max(9_999_999_999)).max(10_000),
      ]),
      images: z.boolean(),
    }),
  ),
  /** Opens the file manager at the run file saved last. */
  'runFile.reveal': channel<null>()(none),
  /** Opens a run file: a dropped one by its path, else one that the user is asked for. Null when they cancel. */
  'runFile.open': channel<{ job: string } | null>()(z.strictObject({ path: pathSchema.optional() })),
  /** Opens the finished run that ships with Forger. */
  /** Whether a zip is a run file. */
  'runFile.is': channel<boolean>()(z.strictObject({ path: pathSchema })),
  'runFile.openShipped': channel<{ job: string }>()(none),
  /** Checks a run's files, and that it goes on exactly. */
  'runFile.verify': channel<{ job: string }>()(
    z.strictObject({
      id: idSchema,
      steps: z.number().int().min(VERIFY_STEPS.least).max(VERIFY_STEPS.most).default(VERIFY_STEPS.usual),
    }),
  ),
  'runFile.cancel': channel<null>()(z.strictObject({ job: idSchema })),
  /** Asks for a picture on the disk. Null when the user cancels. */
  'verdict.choose': channel<string | null>()(none),
  /**
   * What D of a checkpoint says of a picture; step null: of the newest. News come as `verdict.news`. A newer question ends an older one,
   * which then fails as cancelled.
   */
  'verdict.ask': channel<Verdict>()(
    z.strictObject({ id: idSchema, step: stepSchema.nullable(), subject: subjectSchema }),
  ),
  'verdict.cancel': channel<null>()(none),
  'runs.reveal': channel<null>()(
    z.strictObject({ id: idSchema, folder: z.enum(['run', 'tensorboard']).default('run') }),
  ),
} as const;

export type ChannelName = keyof typeof CHANNELS;
export type ChannelArgs<Name extends ChannelName> = z.input<(typeof CHANNELS)[Name]['args']>;
export type ChannelResult<Name extends ChannelName> = (typeof CHANNELS)[Name]['result'];
export type Reply<Result> = { ok: true; value: Result } | { ok: false; error: Failure };

/** What the preload script puts on `window.forger`: the only thing the window can reach. */
export interface Bridge {
  invoke<Name extends ChannelName>(name: Name, args: ChannelArgs<Name>): Promise<Reply<ChannelResult<Name>>>;
  /** Returns the function that ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (payload: AppEvents[Name]) => void): () => void;
  /** The path behind a dropped file or folder. */
  pathForFile(file: unknown): string;
}

/** Tiles in a data set's thumbnail: 6 × 2, of the data set's own image size. */
export const DATASET_THUMBNAIL = { columns: 6, rows: 2 } as const;
