import type { AppEvents } from '@shared/contract/events.ts';
import type { DatasetSummary } from '@shared/dataset.ts';
import type { RunSummary } from '@shared/run.ts';
import { Throttle } from '../throttle.ts';
import { changedRuns, datasetsFingerprint, fingerprintsOf } from './fingerprint.ts';

export type RunNews = AppEvents['run.updated']['what'];

export interface WatcherOptions {
  dir: string;
  listRuns(): Promise<RunSummary[]>;
  listDatasets(): Promise<DatasetSummary[]>;
  /** False while nobody looks: then nothing is polled. */
  visible(): boolean;
  /** Runs whose engine tells of every change itself, through {@link LibraryWatcher.touch}. */
  told(): readonly string[];
  sendRuns(runs: RunSummary[]): void;
  sendUpdated(run: string, what: RunNews): void;
  sendDatasets(datasets: DatasetSummary[]): void;
  onError(error: unknown): void;
  pollMs?: number;
  sendMs?: number;
  progressMs?: number;
}

/** Looking through the files takes at most one part of the time in so many. */
const BREATHS = 10;

/** What of a run's row moves while it trains: each time the window draws all of its list anew. */
const PROGRESS: readonly string[] = ['step', 'imagesPerSecond', 'updatedAt', 'latestSample', 'sparkline'];

/** The list of runs, and what tells it from another: with progress, and without. */
interface Listing {
  runs: RunSummary[];
  whole: string;
  standing: string;
}

const listingOf = (runs: RunSummary[]): Listing => ({
  runs,
  whole: JSON.stringify(runs),
  standing: JSON.stringify(runs, (key, value: unknown) => (PROGRESS.includes(key) ? undefined : value)),
});

/**
 * Keeps the window in step with the files of the library, whoever changes them: this app's engine says so, and
 * for the command line's runs the files' times are looked at while the window is visible. What is sent is
 * gathered, so that the window hears at most four times a second, and of mere progress in the list every
 * other second; what an engine tells of its run's progress is passed on as it comes.
 */
export class LibraryWatcher {
  readonly #options: WatcherOptions;
  #prints: ReadonlyMap<string, string> | null = null;
  #datasets: string | null = null;
  /** The list as the window last heard it, to send nothing twice. */
  #sent: Listing | null = null;
  /** What the list says meanwhile of progress. */
  #further: Listing | null = null;
  /** The list as a look at the files has just found it. */
  #found: RunSummary[] | null = null;
  /** False where the list may have changed since it was looked through. */
  #listed = true;
  readonly #updated = new Set<string>();
  readonly #flush: Throttle;
  readonly #progress: Throttle;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#flush = new Throttle(options.sendMs ?? 250, () => this.#send(), options.onError);
    this.#progress = new Throttle(options.progressMs ?? 2000, () => this.#sendProgress(), options.onError);
  }

  start(): void {
    const { pollMs = 700 } = this.#options;
    const loop = async (): Promise<void> => {
      const started = performance.now();
      if (this.#options.visible()) await this.poll().catch(this.#options.onError);
      // A large library on a busy machine is looked at less often rather than all the time.
      const pause = Math.max(pollMs, BREATHS * (performance.now() - started));
      if (this.#timer) this.#timer = setTimeout(() => void loop(), pause);
    };
    this.#timer = setTimeout(() => void loop(), 0);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flush.stop();
    this.#progress.stop();
  }

  /** The list of runs as it is now; what is sent later is told apart from it. */
  async list(): Promise<RunSummary[]> {
    const runs = await this.#options.listRuns();
    this.#sent = listingOf(runs);
    this.#further = null;
    return runs;
  }

  /** Something about the run is new on disk. */
  touch(run: string): void {
    this.#updated.add(run);
    this.refresh();
  }

  /** The run only got further: told at once, since its engine gathers; the list hears of it in its time. */
  progressed(run: string, what: RunNews): void {
    if (this.#options.visible()) this.#options.sendUpdated(run, what);
    // Kept until somebody looks, like all else.
    else this.#updated.add(run);
  }

  /** The list of runs may have changed. */
  refresh(): void {
    this.#found = null;
    this.#listed = false;
    this.#flush.ask();
  }

  async refreshDatasets(): Promise<void> {
    this.#datasets = await datasetsFingerprint(this.#options.dir);
    this.#options.sendDatasets(await this.#options.listDatasets());
  }

  /** One look at the files. The first only remembers: the window has asked for everything itself. */
  async poll(): Promise<void> {
    const [runs, datasets] = await Promise.all([this.#options.listRuns(), datasetsFingerprint(this.#options.dir)]);
    const prints = await fingerprintsOf(runs);
    const before = this.#prints;
    this.#prints = prints;
    const told = this.#options.told();
    const changed = before ? changedRuns(before, prints) : [];
    for (const run of changed) if (!told.includes(run)) this.#updated.add(run);
    if (this.#datasets !== null && this.#datasets !== datasets) await this.refreshDatasets();
    this.#datasets = datasets;
    const gone = [...(before?.keys() ?? [])].some((run) => !prints.has(run));
    if (before && changed.length === 0 && this.#updated.size === 0 && this.#listed && !gone) return;
    this.#found = runs;
    this.#flush.ask();
  }

  async #send(): Promise<void> {
    // Kept until somebody looks: the files are looked at then.
    if (!this.#options.visible()) return;
    const updated = [...this.#updated];
    this.#updated.clear();
    const stale = !this.#listed;
    this.#listed = true;
    const runs = this.#found ?? (stale ? await this.#options.listRuns() : null);
    this.#found = null;
    if (runs) this.#compare(listingOf(runs));
    for (const run of updated) this.#options.sendUpdated(run, 'files');
  }

  #compare(found: Listing): void {
    if (found.standing !== this.#sent?.standing) this.#tell(found);
    else if (found.whole !== this.#sent.whole) {
      this.#further = found;
      this.#progress.ask();
    }
  }

  #sendProgress(): void {
    if (this.#further) this.#tell(this.#further);
  }

  #tell(listing: Listing): void {
    this.#sent = listing;
    this.#further = null;
    this.#options.sendRuns(listing.runs);
  }
}
