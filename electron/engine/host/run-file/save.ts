import { version } from '../../../../package.json';
import type { RunFileSizes, SavedRunFile } from '@shared/run-file.ts';
import {
  bundledSteps,
  mostBytes,
  runSources,
  writeZip,
  type BundledCheckpoints,
  type BundleSource,
} from '../../../store/bundle/index.ts';
import { explained } from '../../../store/files/index.ts';
import type { Library } from '../../../store/index.ts';
import { BUNDLE_LINEAGE } from '../../../store/lineage.ts';
import { runPathsIn } from '../../../store/paths.ts';
import { pixelBytes, labelFileBytes } from '../../../data/index.ts';
import { findDatasetOfRun } from '../dataset-of-run.ts';
import { descriptionSources, imagesMissing, imageSources } from './dataset-parts.ts';

export interface RunFileChoices {
  checkpoints: BundledCheckpoints;
  /** The images of the data set go along; those of one that ships with Forger never need to. */
  images: boolean;
}

export interface SaveArguments extends RunFileChoices {
  library: Library;
  bundledDir: string;
  runId: string;
  /** The file; an older one of that name is replaced once the new one is whole. */
  out: string;
  signal: AbortSignal;
  /** In bytes. */
  onProgress(progress: { done: number; total: number }): void;
}

const bytesOf = (sources: readonly BundleSource[]): number => sources.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Writes a run as one file.
 * @throws {ForgerError} `not-found`, `no-space`, …; the signal's reason when cancelled
 */
export async function saveRunFile(asked: SaveArguments): Promise<SavedRunFile> {
  const { library, bundledDir, runId, out, signal, onProgress } = asked;
  return explained(async () => {
    const record = await library.readRun(runId);
    const { step } = await library.readStatus(runId);
    const paths = runPathsIn(library.runDir(runId));
    const steps = await bundledSteps(paths, asked.checkpoints);
    const dataset = await findDatasetOfRun(library, bundledDir, record);
    if (asked.images && !dataset) throw imagesMissing(record);
    const images = asked.images && dataset?.bundled === false;
    const sources = [
      ...(await runSources(paths, steps)),
      ...(dataset ? await descriptionSources(library, bundledDir, dataset) : []),
      ...(dataset && images ? await imageSources(library, dataset) : []),
    ];
    const total = bytesOf(sources);
    const bytes = await writeZip(out, {
      sources,
      facts: {
        format: BUNDLE_LINEAGE.format,
        kind: 'forger-run',
        forger: version,
        run: { id: record.id, step },
        checkpoints: steps,
        images,
      },
      date: new Date(record.createdAt),
      signal,
      onBytes: (done) => onProgress({ done, total }),
    });
    return { path: out, bytes, checkpoints: steps, images };
  });
}

/** How large a run's file can become, by what goes into it: packed, it comes out smaller. @throws {ForgerError} */
export async function weighRunFile(library: Library, bundledDir: string, runId: string): Promise<RunFileSizes> {
  return explained(async () => {
    const record = await library.readRun(runId);
    const paths = runPathsIn(library.runDir(runId));
    const dataset = await findDatasetOfRun(library, bundledDir, record);
    const described = dataset ? await descriptionSources(library, bundledDir, dataset) : [];
    const without = mostBytes([...(await runSources(paths, [])), ...described]);
    const of = async (wanted: BundledCheckpoints): Promise<number> => {
      const all = await runSources(paths, await bundledSteps(paths, wanted));
      return mostBytes([...all, ...described]) - without;
    };
    return {
      run: without,
      newest: await of('newest'),
      all: await of('all'),
      images: !dataset
        ? { state: 'missing' }
        : dataset.bundled
          ? { state: 'ships' }
          : { state: 'here', bytes: pixelBytes(dataset.record) + labelFileBytes(dataset.record) },
    };
  });
}
