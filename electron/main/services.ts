import type { AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import type { AppChoices } from '@shared/app-choices.ts';
import type { AppInfo } from '@shared/contract/channels.ts';
import type { AppEvents, EventName } from '@shared/contract/events.ts';
import type { DecoderLauncher, LettersPreviews, StudioParts } from '../data/index.ts';
import type { ProbeLauncher } from '../engine/host/preflight/apart.ts';
import type { BatchCommand } from '../engine/host/batch/messages.ts';
import type { SurveyCommand } from '../engine/host/survey/messages.ts';
import type { Engine } from './engine/engine.ts';
import type { AnimationLauncher } from './jobs/animator.ts';
import type { CudaInstaller } from './jobs/cuda-installer.ts';
import type { GivenPaths } from './given-paths.ts';
import type { ImportDesk } from './handlers/import-desk.ts';
import type { InsideLauncher } from './jobs/inside.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { RunFileJobs, RunFileLauncher } from './jobs/run-files.ts';
import type { KeptProcess } from './jobs/kept-process.ts';
import type { VerdictLauncher } from './jobs/verdicts.ts';
import type { WalkSheets } from './jobs/walk-sheets.ts';
import type { QuitAnswer } from './quit.ts';
import type { LicencePlaces } from './licences/index.ts';
import type { Mover } from './library/mover.ts';
import type { UpdateWatch } from './update/update-watch.ts';
import type { Workspace } from './workspace.ts';

/** What the channels' handlers work with. Its methods are an app's own: `this: object` lets nobody take them from it. */
export interface Services {
  /** The library that is open now. */
  workspace(this: object): Workspace;
  /** Opens another library instead. @throws {ForgerError} `busy` while a run trains or an import goes on. */
  changeLibrary(this: object, dir: string): Promise<void>;
  info(this: object): Promise<AppInfo>;
  licences: LicencePlaces;
  /** Whether another version was installed meanwhile. */
  update: Pick<UpdateWatch, 'installed'>;
  /** Quits, and starts it. @throws {ForgerError} `busy` while something goes on; not-found where none was installed */
  restart(this: object): void;
  choices(this: object): AppChoices;
  /** Changes some of the choices, and acts on them. */
  choose(this: object, change: Partial<AppChoices>): Promise<AppChoices>;
  /** Takes the window's answer to what becomes of runs that train when the app goes. */
  answerQuit(this: object, answer: QuitAnswer, remember: boolean): Promise<void>;
  /** What the system handed the app to open. */
  given: GivenPaths;
  engine: Engine;
  jobs: Jobs;
  decoder: DecoderLauncher;
  /** What the window looks at before it is imported. */
  importDesk: ImportDesk;
  /** What draws letters. */
  studio: StudioParts;
  lettersPreviews: LettersPreviews;
  animations: Jobs<AnimationProgress, AnimationResult>;
  /** What makes animations. */
  animation: AnimationLauncher;
  walkSheets: WalkSheets;
  /** What looks inside checkpoints. */
  inside: InsideLauncher;
  runFiles: RunFileJobs;
  /** What saves, opens and checks runs. */
  runFile: RunFileLauncher;
  /** What asks D about pictures. */
  verdict: VerdictLauncher;
  /** What shows batches as D sees them. */
  batch: KeptProcess<BatchCommand>;
  /** What looks through data sets. */
  survey: KeptProcess<SurveyCommand>;
  /** What tries runs. */
  probe: ProbeLauncher;
  /** Tells the window something unasked. */
  tell<Name extends EventName>(name: Name, payload: AppEvents[Name]): void;
  desktop: Desktop;
  cuda: CudaInstaller;
  /** Moves the library. */
  mover: Mover;
}

/** What the app asks of the desktop around it. */
export interface Desktop {
  /** The folder the user picks, or null when they cancel. */
  chooseFolder(question: { title: string; button: string; start?: string }): Promise<string | null>;
  /** The folders or files the user picks to read; none when they cancel. */
  chooseSeveral(question: { title: string; button: string; what: 'folders' | 'files' }): Promise<string[]>;
  /** The file that the user wants to write, or null when they cancel; that it replaces an older one was asked. */
  saveAs(question: { title: string; button: string; name: string; kind: string }): Promise<string | null>;
  /** The file the user picks to read, or null when they cancel. */
  chooseFile(question: {
    title: string;
    button: string;
    kind: { name: string; extensions: string[] };
  }): Promise<string | null>;
  /** Opens the file manager with this file or folder selected. */
  reveal(path: string): void;
  /** Opens a file in the program the user has for it; only ever one that the app has just written, or that ships with it. @throws {ForgerError} */
  open(path: string): Promise<void>;
  /** @throws when the system has no trash for this place. */
  trash(path: string): Promise<void>;
}
