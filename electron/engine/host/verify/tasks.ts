import { mkdir, statfs, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind } from '@shared/doctor.ts';
import { deviceTitle } from '@shared/run-device.ts';
import type { Comparison, Integrity } from '@shared/verify.ts';
import { checkIntegrity } from '../../../store/integrity.ts';
import { Library } from '../../../store/index.ts';
import { datasetsFolder, runPathsIn, runsFolder } from '../../../store/paths.ts';
import { copyRunAt, setTotalSteps } from '../../../store/run-copy.ts';
import { RunControl } from '../../training/control.ts';
import { datasetIdOfRun } from '../dataset-of-run.ts';
import { trainRun } from '../train-run.ts';
import { compareLanes, type Lane } from './compare.ts';

/** The two copies of the run: trained in one go, and in two halves. */
export const LANES = ['whole', 'parts'] as const;
export type LaneName = (typeof LANES)[number];

export interface Ways {
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/** Devices that give the same bits for the same work; on a GPU, sums are taken in any order. */
const EXACT: readonly DeviceKind[] = ['cpu', 'js'];
/** Copies of a checkpoint that lie there at once at most, in both lanes. */
const COPIES = 8;

export interface Prepared {
  integrity: Integrity;
  /** The checkpoint to go on from, or 0; null where the run cannot be trained, for this reason. */
  from: number | null;
  problem: string | null;
}

/**
 * Looks at all files of the run, then makes two copies of it as it stood at its newest whole checkpoint, in a library
 * of their own that shares the data sets.
 * @param place an empty folder that does not exist yet, on the library's disk
 */
export async function prepareCheck(
  { library: dir, run, place, bundledDir }: { library: string; run: string; place: string; bundledDir: string },
  { signal, onProgress }: Ways,
): Promise<Prepared> {
  const library = await Library.open(dir);
  const paths = runPathsIn(library.runDir(run));
  const record = await library.readRun(run);
  const integrity = await checkIntegrity(paths, { signal, onBytes: onProgress });
  try {
    const checkpoint = await library.newestCheckpoint(run);
    const { bytes = 0 } = (await library.listCheckpoints(run)).find(({ step }) => step === checkpoint?.step) ?? {};
    if (!checkpoint && record.parent)
      throw new ForgerError('damaged', 'The checkpoint this run began from cannot be read, and there is no other.');
    await datasetIdOfRun(library, bundledDir, record);
    const { bavail, bsize } = await statfs(dir);
    if (bavail * bsize < COPIES * bytes)
      throw new ForgerError(
        'no-space',
        `Checking this run takes ${Math.ceil((COPIES * bytes) / 1e6)} MB for a moment, which is not free where your library is.`,
      );
    const status = await library.readStatus(run);
    await mkdir(place);
    // A junction on Windows, where links need a right that few have.
    await symlink(datasetsFolder(dir), datasetsFolder(place), 'junction');
    await Library.open(place);
    for (const lane of LANES)
      await copyRunAt(paths, checkpoint?.step ?? null, join(runsFolder(place), lane), {
        // Event files and evaluations say nothing that is compared.
        record: {
          ...record,
          id: lane,
          config: { ...record.config, 'tensorboard.everySteps': 0, 'evaluations.share': 0, 'evaluations.every': 0 },
        },
        status,
      });
    return { integrity, from: checkpoint?.step ?? 0, problem: null };
  } catch (error) {
    if (!(error instanceof ForgerError)) throw error;
    return { integrity, from: null, problem: error.message };
  }
}

/** Trains a copy up to a step, from the newest checkpoint it has, and saves it there. @throws {ForgerError} */
export async function trainTo(
  { place, lane, to, bundledDir }: { place: string; lane: LaneName; to: number; bundledDir: string },
  { signal, onProgress }: Ways,
): Promise<{ device: string; began: string; exact: boolean }> {
  const library = await Library.open(place);
  const record = await library.readRun(lane);
  const { step: from } = await library.readStatus(lane);
  await setTotalSteps(runPathsIn(library.runDir(lane)), record, to);
  const control = new RunControl();
  const stop = (): void => control.stop();
  signal.addEventListener('abort', stop, { once: true });
  const tell = async (): Promise<void> => onProgress((await library.readStatus(lane)).step - from, to - from);
  try {
    const { state, step, message } = await trainRun({
      ...{ library, runId: lane, owner: 'cli', bundledDir, control },
      onEvent: ({ what }) => {
        if (what === 'metrics') void tell().catch(() => undefined);
      },
    });
    signal.throwIfAborted();
    if (state !== 'finished' || step !== to)
      throw new ForgerError('internal', message ?? `The copy of the run stopped at step ${step}.`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const { device } = await library.readRun(lane);
  return { device: deviceTitle(device), began: deviceTitle(record.device), exact: EXACT.includes(device.kind) };
}

/** Holds both copies against each other. @throws {ForgerError} `not-found`, `damaged` */
export async function compareCopies(
  place: string,
  facts: Pick<Comparison, 'from' | 'to' | 'device' | 'began' | 'exact'>,
): Promise<Comparison> {
  const library = await Library.open(place);
  const lane = async (name: LaneName): Promise<Lane> => ({
    fingerprint: await library.fingerprint(name, facts.to),
    checkpoint: await library.readCheckpoint(name, facts.to),
  });
  return compareLanes(await lane('whole'), await lane('parts'), facts);
}
