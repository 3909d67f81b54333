import type { AnimationProgress, AnimationResult } from '../animation/options.ts';
import type { SurveyKind, SurveyProgress } from '../browse.ts';
import type { DatasetRecord, DatasetSummary, ImportProgress, ImportReport } from '../dataset.ts';
import type { Chosen, Opening } from '../import/chosen.ts';
import type { FolderLook } from '../import/look.ts';
import type { RunSummary } from '../run.ts';
import type { QueueTimes } from '../queue.ts';
import type { RunFileProgress, RunFileResult } from '../run-file.ts';
import type { MoveProgress } from '../library-move.ts';
import type { FitProgress, Preflight } from '../preflight.ts';
import type { RuntimeProgress } from '../runtimes.ts';
import type { Verdict, VerdictProgress } from '../verdict/verdict.ts';
import type { Failure } from './errors.ts';

/** Another version of Forger that the next start uses. */
export interface InstalledUpdate {
  version: string | null;
}

/** What the window is to ask before the app goes. */
export interface QuitQuestion {
  /** Runs that train or are paused. */
  training: string[];
  /** How many wait in the queue behind them. */
  waiting: number;
}

/** What the app tells the window unasked. */
export interface AppEvents {
  /** The list of runs, whenever something in it changed (at most 4 times a second). */
  'runs.changed': RunSummary[];
  /** More is known of the run asked about last. */
  'preflight.changed': Preflight;
  'preflight.fitting': FitProgress & { id: string };
  /** Something of a run is new on disk: ask for it if it is the one shown. `metrics`: steps were logged, and no more. */
  'run.updated': { id: string; what: 'metrics' | 'files' };
  /** The queue was held or started, or the time it stops at was set. */
  'line.changed': QueueTimes;
  /** The app would go, but runs train: answered by `app.quit`. */
  'quit.asked': QuitQuestion;
  'update.changed': InstalledUpdate;
  'datasets.changed': DatasetSummary[];
  /** How far the work is that sorting a data set needs. */
  'datasets.surveying': SurveyProgress & { id: string; kind: SurveyKind };
  /** Another amount is free where the library lies. */
  'space.changed': { freeBytes: number };
  /** How far what is chosen is opened, where that takes long. */
  'import.opening': { chosen: Chosen; opening: Opening };
  /** What a look has found so far. */
  'import.looked': { chosen: Chosen; look: FolderLook };
  'job.progress': { job: string; progress: ImportProgress };
  'job.done': { job: string; dataset: DatasetRecord; report: ImportReport };
  'job.failed': { job: string; error: Failure };
  'animation.progress': { job: string; progress: AnimationProgress };
  'animation.done': { job: string; result: AnimationResult };
  'animation.failed': { job: string; error: Failure };
  'runFile.progress': { job: string; progress: RunFileProgress };
  'runFile.done': { job: string; result: RunFileResult };
  'runFile.failed': { job: string; error: Failure };
  /** How far the verdict asked for last is, or the verdict before its nearest training images are known. */
  'verdict.news': VerdictProgress | Verdict;
  'move.progress': MoveProgress;
  /** The library lies there now; the old folder is still where it was. */
  'move.done': { from: string; to: string };
  'move.failed': { error: Failure };
  'runtime.progress': RuntimeProgress;
  'runtime.done': object;
  'runtime.failed': { error: Failure };
  /** The system handed the app something to open: asked for with `app.given`. */
  given: object;
  /** Something that happened to the window, in a sentence for its user. */
  notice: { sentence: string };
  /** A menu command or shortcut that main catches. */
  command: { name: 'new-run' | 'import' | 'open-run-file' | 'undo-delete' | 'about' };
}
export type EventName = keyof AppEvents;
