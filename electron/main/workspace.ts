import { deletableDataset, listDatasets, makeVersion } from '../data/index.ts';
import { removeFeatures } from '../store/features.ts';
import { Library } from '../store/index.ts';
import type { DatasetRecord, DatasetSummary } from '@shared/dataset.ts';
import type { Revision } from '@shared/import/revision.ts';
import type { RunSummary } from '@shared/run.ts';
import { runOfEntry, type TrashEntry } from '@shared/trash.ts';
import type { QueuePlace } from './engine/engine.ts';
import { TrashCan } from './library/trash-can.ts';
import { SpaceWatch } from './library/space-watch.ts';
import { LibraryWatcher, type WatcherOptions } from './library/watcher.ts';

export interface WorkspaceOptions extends Pick<
  WatcherOptions,
  'visible' | 'sendRuns' | 'sendUpdated' | 'sendDatasets'
> {
  /** The folder that holds the data sets which ship with Forger. */
  bundledDir: string;
  /** The system's trash. */
  trash(path: string): Promise<void>;
  /** The runs that wait, in their order. */
  places(): readonly QueuePlace[];
  /** Runs that engines have. */
  begun(): readonly string[];
  sendSpace(freeBytes: number): void;
  log(line: string, error?: unknown): void;
}

/** The library that is open, and what keeps the window in step with it. */
export class Workspace {
  readonly #space: SpaceWatch;
  readonly #options: WorkspaceOptions;

  private constructor(
    readonly library: Library,
    readonly watcher: LibraryWatcher,
    readonly trashCan: TrashCan,
    space: SpaceWatch,
    options: WorkspaceOptions,
  ) {
    this.#space = space;
    this.#options = options;
  }

  /** Opens a library, making its folders where they are missing. @throws {ForgerError} */
  static async open(dir: string, options: WorkspaceOptions): Promise<Workspace> {
    const told = new Set<string>();
    const tellOnce = (problem: string): void => {
      if (!told.has(problem)) options.log(problem);
      told.add(problem);
    };
    const library = await Library.open(dir, { onProblem: tellOnce });
    const watcher = new LibraryWatcher({
      ...options,
      dir: library.dir,
      listRuns: async () => withPlaces(await library.listRuns(), options.places(), options.begun()),
      listDatasets: () => datasetsOf(library, options),
      told: options.begun,
      onError: (error) => options.log('could not look through the library', error),
    });
    const trashCan = new TrashCan({ dir: library.dir, trash: options.trash, log: options.log });
    // The system's trash may take its time; nothing waits for it.
    void trashCan.settle().then(() => watcher.refresh());
    watcher.start();
    const space = new SpaceWatch({ dir: library.dir, visible: options.visible, send: options.sendSpace });
    space.start();
    return new Workspace(library, watcher, trashCan, space, options);
  }

  get bundledDir(): string {
    return this.#options.bundledDir;
  }

  listDatasets(): Promise<DatasetSummary[]> {
    return datasetsOf(this.library, this.#options);
  }

  async makeVersion(id: string, revision: Revision): Promise<DatasetRecord> {
    const { library, bundledDir } = this;
    const { signal } = new AbortController();
    const record = await makeVersion({ libraryDir: library.dir, bundledDir, id, revision, signal });
    await this.watcher.refreshDatasets();
    return record;
  }

  async deleteDataset(id: string): Promise<TrashEntry> {
    const folder = await deletableDataset(this.library.dir, id);
    const found = (await this.listDatasets()).find((summary) => summary.state === 'ready' && summary.record.id === id);
    const entry = await this.trashCan.take(folder, {
      kind: 'dataset',
      name: found?.state === 'ready' ? found.record.name : id,
    });
    // Worked out again where it is brought back.
    if (found?.state === 'ready') await removeFeatures(this.library.dir, found.record.hash);
    await this.watcher.refreshDatasets();
    return entry;
  }

  async deleteRun(id: string): Promise<TrashEntry> {
    const { name, config } = await this.library.readRun(id);
    const entry = await this.trashCan.take(this.library.runDir(id), { kind: 'run', name: name || config.preset });
    this.watcher.refresh();
    return entry;
  }

  /** What was deleted last of a run that is here again, opened from its file; null where nothing was. */
  async deletedRun(id: string): Promise<TrashEntry | null> {
    const entries = await this.trashCan.list();
    return entries.find((entry) => entry.kind === 'run' && runOfEntry(entry) === id) ?? null;
  }

  /** The run that stands where a deleted one would come back to; null where its place is free, or it is no run. */
  async runInPlaceOf(id: string): Promise<string | null> {
    const entry = (await this.trashCan.list()).find((deleted) => deleted.id === id);
    const run = entry?.kind === 'run' ? runOfEntry(entry) : null;
    if (run === null) return null;
    return (await this.library.listRuns()).some((here) => here.id === run) ? run : null;
  }

  /** Brings back what was deleted; without an id the latest. @throws {ForgerError} */
  async restore(id?: string): Promise<TrashEntry> {
    const entry = await this.trashCan.restore(id);
    const run = runOfEntry(entry);
    // A checkpoint's run is told that it has one more.
    if (run === null) this.watcher.refresh();
    else this.watcher.touch(run);
    if (entry.kind === 'dataset') await this.watcher.refreshDatasets();
    return entry;
  }

  close(): void {
    this.watcher.stop();
    this.#space.stop();
  }
}

/** Says of each run that waits where it stands in the queue, or that an engine has it and gets ready. */
export function withPlaces(
  runs: readonly RunSummary[],
  queue: readonly QueuePlace[],
  begun: readonly string[] = [],
): RunSummary[] {
  const places = new Map(queue.map(({ run, held }, place) => [run, { place, held }]));
  return runs.map((run) => {
    if (run.status.state !== 'waiting') return run;
    if (begun.includes(run.id)) return { ...run, starting: true };
    const found = places.get(run.id);
    return found ? { ...run, line: found } : run;
  });
}

const datasetsOf = (library: Library, { bundledDir, log }: WorkspaceOptions): Promise<DatasetSummary[]> =>
  listDatasets(library.dir, bundledDir, (error) => log('a data set is left out of the list', error));
