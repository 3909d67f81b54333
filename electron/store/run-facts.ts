import { stat } from 'node:fs/promises';
import type { RunRecord, RunStatus, RunSummary } from '@shared/run.ts';
import { placedWay } from '@shared/way.ts';
import { NotAFile, systemCode } from './files/index.ts';
import { damageSentence, suspectedDamage } from './metrics-damage.ts';
import type { RunPaths } from './paths.ts';
import { readRecord } from './record.ts';
import { listSampleEntries } from './samples.ts';
import { emptySparkline, readSparkline, type Sparkline } from './sparkline.ts';
import { readStoredStatus } from './status.ts';

/** Something read from a file, and what that file looked like then; another look means reading again. */
interface Kept<T> {
  stamp: string;
  value: T;
}

/** What the list says of a run's record. */
export type ListedRecord = Pick<
  RunSummary,
  'name' | 'preset' | 'dataset' | 'parent' | 'createdAt' | 'way' | 'stepsPerEpoch' | 'totalSteps'
>;

/** All that the list of runs shows of one run, as remembered. */
export interface RunFacts {
  /** Of the run's folder: it changes whenever a file in it is replaced, as the record and the status always are. */
  folder: string;
  record: Kept<ListedRecord>;
  status: Kept<RunStatus>;
  latestSample: Kept<string | null>;
  sparkline: Kept<Sparkline>;
  /** What a look at the metrics says is damaged, in a sentence. */
  damage: Kept<string | null>;
}

export const stampOf = ({ mtimeMs, size, ino }: { mtimeMs: number; size: number; ino: number }): string =>
  `${mtimeMs}-${size}-${ino}`;

async function stampAt(path: string): Promise<string> {
  try {
    return stampOf(await stat(path));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'absent';
    throw error;
  }
}

async function remembered<T>(kept: Kept<T> | undefined, path: string, read: () => Promise<T>): Promise<Kept<T>> {
  // Before reading: a change in between is then seen the next time.
  const stamp = await stampAt(path);
  return kept?.stamp === stamp ? kept : { stamp, value: await read() };
}

function listed(record: RunRecord): ListedRecord {
  const { name, config, dataset, parent, createdAt, stepsPerEpoch, totalSteps } = record;
  const way = placedWay(record);
  return {
    name,
    preset: config.preset,
    dataset: { id: dataset.id, name: dataset.name },
    ...(parent && { parent }),
    createdAt,
    ...(way && { way }),
    stepsPerEpoch,
    totalSteps,
  };
}

/** Metrics that cannot be read draw no line; what is wrong with them is said beside it. */
async function sparklineOf({ metrics }: RunPaths): Promise<Sparkline> {
  try {
    return await readSparkline(metrics);
  } catch (error) {
    if (error instanceof NotAFile) return emptySparkline();
    throw error;
  }
}

/** What the list and the page of a run say about its metrics; null where a look finds nothing. */
export async function damageOf(paths: RunPaths, status: RunStatus): Promise<string | null> {
  const damage = await suspectedDamage(paths, status);
  return damage === null ? null : damageSentence(damage);
}

/** Looks at each file of a run, and reads what changed. @throws {ForgerError} when the record cannot be read */
export async function readFacts(paths: RunPaths, known: RunFacts | undefined): Promise<RunFacts> {
  const folder = await stampAt(paths.folder);
  const record = await remembered(known?.record, paths.record, async () => listed(await readRecord(paths)));
  const status = await remembered(known?.status, paths.status, () => readStoredStatus(paths, record.value.createdAt));
  return {
    folder,
    record,
    status,
    latestSample: await remembered(
      known?.latestSample,
      paths.samples,
      async () => (await listSampleEntries(paths.samples, record.value)).at(-1)?.file ?? null,
    ),
    sparkline: await remembered(known?.sparkline, paths.metrics, () => sparklineOf(paths)),
    damage: await remembered(known?.damage, paths.metrics, () => damageOf(paths, status.value)),
  };
}

/** Whether nothing was read anew. */
export const isSame = (facts: RunFacts, known: RunFacts | undefined): boolean =>
  facts.folder === known?.folder &&
  facts.record === known.record &&
  facts.status === known.status &&
  facts.latestSample === known.latestSample &&
  facts.sparkline === known.sparkline &&
  facts.damage === known.damage;
