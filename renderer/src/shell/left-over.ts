import type { RunSummary } from '@shared/run.ts';

/** One stop of one run: said once, it need not be said again. */
export const stopOf = (run: RunSummary): string => `${run.id} ${run.status.updatedAt}`;

/** The runs that a start finds cut short, oldest first, and then those that waited, by their turn. */
export function leftOver(runs: readonly RunSummary[], dismissed: ReadonlySet<string>): RunSummary[] {
  const interrupted = runs.filter((run) => run.status.state === 'interrupted');
  const waiting = runs.filter((run) => run.status.state === 'waiting' && run.line?.held === false);
  return [
    ...interrupted.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)),
    ...waiting.toSorted((a, b) => (a.line?.place ?? 0) - (b.line?.place ?? 0)),
  ].filter((run) => !dismissed.has(stopOf(run)));
}

const KEY = 'forger.left-over';
/** More than any library stops between two looks at it. */
const MOST_KEPT = 500;

/** What was dismissed before, from the window's own memory; a damaged one counts as none. */
export function readDismissed(storage: Pick<Storage, 'getItem'>): Set<string> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((entry) => typeof entry === 'string') : []);
  } catch {
    return new Set();
  }
}

export function writeDismissed(storage: Pick<Storage, 'setItem'>, dismissed: ReadonlySet<string>): void {
  storage.setItem(KEY, JSON.stringify([...dismissed].slice(-MOST_KEPT)));
}
