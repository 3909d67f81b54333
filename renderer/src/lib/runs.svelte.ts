import type { RunState, RunStatus, RunSummary } from '@shared/run.ts';
import { call, listen } from './bridge.ts';

export type RunGroup = 'training' | 'waiting' | 'finished' | 'stopped' | 'failed';

const GROUP_OF: Record<RunState, RunGroup> = {
  training: 'training',
  paused: 'training',
  waiting: 'waiting',
  finished: 'finished',
  stopped: 'stopped',
  interrupted: 'stopped',
  failed: 'failed',
  diverged: 'failed',
};

const placeOf = ({ line }: RunSummary): number => line?.place ?? Number.MAX_SAFE_INTEGER;

/** The runs of a group in the order the list shows: those that wait by their turn, all others newest first. */
export function groupRuns(runs: readonly RunSummary[]): Record<RunGroup, RunSummary[]> {
  const groups: Record<RunGroup, RunSummary[]> = { training: [], waiting: [], finished: [], stopped: [], failed: [] };
  for (const run of runs) groups[run.starting ? 'training' : GROUP_OF[run.status.state]].push(run);
  groups.waiting.sort((a, b) => placeOf(a) - placeOf(b) || a.createdAt.localeCompare(b.createdAt));
  return groups;
}

/** Runs whose name, recipe or data set holds every word of the search. */
export function searchRuns(runs: readonly RunSummary[], search: string): RunSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const text = `${run.name} ${run.preset} ${run.dataset.name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Every run of the library, kept current by the app. */
export class Runs {
  list = $state.raw<RunSummary[]>([]);
  loaded = $state(false);
  /** What the run that is open was last seen to be at; sooner than the list says it. */
  #seen = $state.raw<Pick<RunSummary, 'id' | 'status' | 'starting'> | null>(null);

  get(id: string): RunSummary | undefined {
    return this.list.find((run) => run.id === id);
  }

  /** Takes how the open run stands, so that its row says the same as its page. */
  see(id: string, status: RunStatus, starting: boolean): void {
    this.#seen = { id, status, starting };
  }

  /** A row of the list as it is now. */
  latest(run: RunSummary): RunSummary {
    const seen = this.#seen?.id === run.id ? this.#seen : null;
    return seen && seen.status.updatedAt >= run.status.updatedAt ? { ...run, ...seen } : run;
  }

  start(): () => void {
    return listen('runs.changed', (list) => this.#take(list));
  }

  async load(): Promise<void> {
    this.#take(await call('runs.list', {}));
  }

  #take(list: RunSummary[]): void {
    this.list = list;
    this.loaded = true;
  }
}

export const runs = new Runs();
