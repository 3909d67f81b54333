import { lstat, statfs } from 'node:fs/promises';
import { checkNetworks, firstProblem } from '@shared/network/check-networks.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { OpenedRunFile } from '@shared/run-file.ts';
import type { RunRecord } from '@shared/run.ts';
import {
  DATASET_PARTS,
  readBundleHead,
  refused,
  runIdentity,
  unpackRun,
  UntrustedZip,
  type BundleHead,
} from '../../../store/bundle/index.ts';
import { buildFolder, explained, systemCode } from '../../../store/files/index.ts';
import { makeRunId } from '../../../store/ids.ts';
import type { Library } from '../../../store/index.ts';
import { addImages, datasetState, type DatasetOutcome } from './dataset-parts.ts';

export interface OpenArguments {
  library: Library;
  bundledDir: string;
  path: string;
  signal: AbortSignal;
  /** In bytes unpacked. */
  onProgress(progress: { done: number; total: number }): void;
}

/** Room that stays free for everything else. */
const MARGIN_BYTES = 64 * 1024 * 1024;

async function isTaken(folder: string): Promise<boolean> {
  try {
    await lstat(folder);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Where a run goes in this library: to its own id, which may be there already, or to a new one. */
async function placeOf(library: Library, record: RunRecord): Promise<{ id: string; present: RunRecord | null }> {
  if (!(await isTaken(library.runDir(record.id)))) return { id: record.id, present: null };
  const identity = runIdentity(record);
  const runs = [record.id, ...(await library.listRuns()).map(({ id }) => id)];
  for (const id of runs) {
    // One that cannot be read is another run, as far as anybody can tell.
    const found = await library.readRun(id).catch(() => null);
    if (found && runIdentity(found) === identity) return { id, present: found };
  }
  return { id: makeRunId(new Date(record.createdAt)), present: null };
}

/** Refuses networks that this version could never train: memory of their sizes would be allocated later. */
function requireSoundNetworks({ recipe, networks }: RunRecord): void {
  const problem = firstProblem(checkNetworks(networks, recipe.labels));
  if (problem !== null) throw refused(`its networks do not fit together (${problem.replace(/[.\s]+$/, '')})`);
}

async function requireRoom(library: Library, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(library.dir);
  if (bavail * bsize < bytes + MARGIN_BYTES)
    throw new ForgerError(
      'no-space',
      `This run takes ${Math.ceil(bytes / 1e6)} MB, and there is not as much free where your library is. Free some space, then try again.`,
    );
}

/** Bytes that opening unpacks. */
function bytesOf({ manifest }: BundleHead, run: boolean, images: DatasetOutcome): number {
  const files = Object.entries(manifest.files);
  const inDataset = (name: string): boolean => name.startsWith('dataset/');
  return files
    .filter(([name]) => (inDataset(name) ? images === 'added' && name === DATASET_PARTS.pixels : run))
    .reduce((sum, [, { bytes }]) => sum + bytes, 0);
}

/**
 * Opens a run file: everything in it is checked, then the run appears in the library as a whole. One that is here
 * already stays as it is.
 * @throws {ForgerError} `damaged`, `invalid-request` (a newer format), `no-space`, …; the signal's reason when cancelled
 */
export async function openRunFile(asked: OpenArguments): Promise<OpenedRunFile> {
  const { library, bundledDir, path, signal, onProgress } = asked;
  return explained(async () => {
    const zip = await UntrustedZip.open(path);
    try {
      const head = await readBundleHead(zip);
      requireSoundNetworks(head.record);
      const { id, present } = await placeOf(library, head.record);
      const state = await datasetState(library, bundledDir, head);
      const total = bytesOf(head, present === null, state);
      await requireRoom(library, total);
      let done = 0;
      const work = { signal, onBytes: (count: number) => onProgress({ done: (done += count), total }) };
      const images = async (): Promise<void> => {
        if (state === 'added') await addImages(library, zip, head, work);
      };
      if (present) await images();
      else
        await buildFolder(library.runDir(id), async (folder) => {
          await unpackRun(zip, head, folder, id, work);
          // The run comes last: where there is one, its images are there too.
          await images();
          signal.throwIfAborted();
        });
      const { step } = await library.readStatus(id);
      return {
        id,
        name: (present ?? head.record).name || head.record.config.preset,
        outcome: present ? 'present' : 'opened',
        steps: { file: head.manifest.run.step, here: step },
        formerId: id === head.record.id ? null : head.record.id,
        dataset: { name: head.record.dataset.name, state },
      };
    } finally {
      zip.close();
    }
  });
}
