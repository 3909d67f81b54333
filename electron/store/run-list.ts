import { readdir, stat } from 'node:fs/promises';
import type { RunRecord, RunStatus, RunSummary } from '@shared/run.ts';
import { asForgerError, systemCode } from './files/index.ts';
import { isId } from './ids.ts';
import { runPaths, runsFolder, type RunPaths } from './paths.ts';
import { readRecord } from './record.ts';
import { listSampleEntries } from './samples.ts';
import { readSparkline, type Sparkline } from './sparkline.ts';
import { isHeldState, readCurrentStatus, readStoredStatus } from './status.ts';

/** Runs read at once: enough to keep a disk busy, few enough for the limit of open files. */
const AT_ONCE = 8;

/** What a file or folder looked like when it was read; another look means reading again. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}-${size}-${ino}`;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'absent';
    throw error;
  }
}

interface Kept<T> {
  stamp: string;
  value: T;
}

/** The list of runs, which remembers what it read of each run until that changes on disk. */
export class RunList {
  readonly #library: string;
  readonly #records = new Map<string, Kept<RunRecord>>();
  readonly #statuses = new Map<string, Kept<RunStatus>>();
  readonly #latest = new Map<string, Kept<string | null>>();
  readonly #sparklines = new Map<string, Kept<Sparkline>>();

  constructor(library: string) {
    this.#library = library;
  }

  /** Newest first; a run that cannot be read is left out and reported. */
  async read(onProblem: (problem: string) => void): Promise<RunSummary[]> {
    const entries = await readdir(runsFolder(this.#library), { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory() && isId(entry.name)).map((entry) => entry.name);
    this.#forgetOthers(new Set(ids));
    const summaries: RunSummary[] = [];
    const waiting = [...ids];
    const work = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        try {
          summaries.push(await this.#summary(id));
        } catch (error) {
          onProblem(`${id}: ${asForgerError(error).message}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return summaries.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
  }

  #forgetOthers(ids: ReadonlySet<string>): void {
    for (const kept of [this.#records, this.#statuses, this.#latest, this.#sparklines])
      for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id);
  }

  async #summary(id: string): Promise<RunSummary> {
    const paths = runPaths(this.#library, id);
    const record = await remembered(this.#records, id, paths.record, () => readRecord(paths));
    return {
      id,
      name: record.name,
      path: paths.folder,
      preset: record.config.preset,
      dataset: { id: record.dataset.id, name: record.dataset.name },
      createdAt: record.createdAt,
      status: await this.#status(id, paths, record),
      stepsPerEpoch: record.stepsPerEpoch,
      totalSteps: record.totalSteps,
      latestSample: await remembered(this.#latest, id, paths.samples, () => latestSample(paths, record)),
      sparkline: await remembered(this.#sparklines, id, paths.metrics, () => readSparkline(paths.metrics)),
    };
  }

  async #status(id: string, paths: RunPaths, { createdAt }: RunRecord): Promise<RunStatus> {
    const stored = await remembered(this.#statuses, id, paths.status, () => readStoredStatus(paths, createdAt));
    // Whether its process still lives is asked every time.
    return isHeldState(stored) ? readCurrentStatus(paths, createdAt) : stored;
  }
}

async function latestSample(paths: RunPaths, record: RunRecord): Promise<string | null> {
  return (await listSampleEntries(paths.samples, record)).at(-1)?.file ?? null;
}

async function remembered<T>(cache: Map<string, Kept<T>>, id: string, path: string, read: () => Promise<T>): Promise<T> {
  const stamp = await stampOf(path);
  const kept = cache.get(id);
  if (kept?.stamp === stamp) return kept.value;
  const value = await read();
  cache.set(id, { stamp, value });
  return value;
}
