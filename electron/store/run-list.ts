import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { RunSummary } from '@shared/run.ts';
import { asForgerError } from './files/index.ts';
import { isId } from './ids.ts';
import { runPaths, runsFolder } from './paths.ts';
import { isSame, readFacts, stampOf, type RunFacts } from './run-facts.ts';
import { readRunIndex, writeRunIndex } from './run-index.ts';
import { isHeldState, readCurrentStatus } from './status.ts';

/** Runs read at once: enough to keep a disk busy, few enough for the limit of open files. */
const AT_ONCE = 8;
/** Folders looked at before other work gets a turn: about a millisecond. */
const LOOKS = 250;
/** So many runs are looked at file by file each time, in turn: it tells of files changed by hand in place. */
const LOOKED_AT_CLOSELY = 200;
/** A folder that changed so shortly before may change again within the same tick of its clock. */
const SETTLED_MS = 2000;
const INDEX_EVERY_MS = 10_000;
/** Fewer runs are read faster than an index is worth. */
const INDEXED_FROM = 100;

/** The list of runs, which remembers what it read of each run until that changes on disk. */
export class RunList {
  readonly #closely: number;
  readonly #library: string;
  readonly #runs: string;
  #facts: Map<string, RunFacts> | null = null;
  /** The list of a start comes from the index; from the second time on, some runs are looked at closely. */
  #first = true;
  /** Where the next closer look begins. */
  #next = 0;
  #stored = Number.NEGATIVE_INFINITY;
  #changed = false;

  /** @param closely runs looked at file by file each time */
  constructor(library: string, closely = LOOKED_AT_CLOSELY) {
    this.#closely = closely;
    this.#library = library;
    this.#runs = runsFolder(library);
  }

  /** Newest first; a run that cannot be read is left out and reported. */
  async read(onProblem: (problem: string) => void): Promise<RunSummary[]> {
    this.#facts ??= await readRunIndex(this.#library);
    const known = this.#facts;
    const entries = await readdir(this.#runs, { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory() && isId(entry.name)).map((entry) => entry.name);
    this.#forgetOthers(new Set(ids));
    const waiting = await this.#toRead(ids);
    const work = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        try {
          const facts = await readFacts(runPaths(this.#library, id), known.get(id));
          this.#changed ||= !isHeldState(facts.status.value) && !isSame(facts, known.get(id));
          known.set(id, facts);
        } catch (error) {
          this.#changed ||= known.delete(id);
          onProblem(`${id}: ${asForgerError(error).message}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const summaries = await Promise.all([...known].map(([id, facts]) => this.#summary(id, facts)));
    void this.#store();
    return summaries.sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id));
  }

  #forgetOthers(ids: ReadonlySet<string>): void {
    for (const id of this.#facts?.keys() ?? []) {
      if (ids.has(id)) continue;
      this.#facts?.delete(id);
      this.#changed = true;
    }
  }

  /** Runs that changed, that a process holds, or whose turn it is to be looked at closely. */
  async #toRead(ids: readonly string[]): Promise<string[]> {
    const few = ids.length <= this.#closely;
    const close = few ? ids : this.#first ? [] : ids.slice(this.#next, this.#next + this.#closely);
    this.#first = false;
    this.#next = this.#next + close.length >= ids.length ? 0 : this.#next + close.length;
    const toRead = new Set(close);
    const now = Date.now();
    for (const [at, id] of ids.entries()) {
      if (at % LOOKS === LOOKS - 1) await setImmediate();
      const facts = this.#facts?.get(id);
      const look = statSync(join(this.#runs, id), { throwIfNoEntry: false });
      const settled = look !== undefined && now - look.mtimeMs > SETTLED_MS;
      if (!facts || !settled || facts.folder !== stampOf(look) || isHeldState(facts.status.value)) toRead.add(id);
    }
    return [...toRead];
  }

  async #summary(id: string, { record, status, latestSample, sparkline, damage }: RunFacts): Promise<RunSummary> {
    const held = isHeldState(status.value);
    return {
      id,
      ...record.value,
      path: join(this.#runs, id),
      // Whether its process still lives is asked every time.
      status: held ? await readCurrentStatus(runPaths(this.#library, id), record.value.createdAt) : status.value,
      latestSample: latestSample.value,
      sparkline: sparkline.value,
      damage: damage.value ?? status.value.notice ?? null,
    };
  }

  /** Now and then: a run that trains changes all the time, and its facts are read anyway. */
  async #store(): Promise<void> {
    if (
      !this.#changed ||
      !this.#facts ||
      this.#facts.size < INDEXED_FROM ||
      performance.now() - this.#stored < INDEX_EVERY_MS
    )
      return;
    this.#changed = false;
    this.#stored = performance.now();
    await writeRunIndex(this.#library, this.#facts);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
