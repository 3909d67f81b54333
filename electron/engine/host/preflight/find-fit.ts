import { ForgerError } from '@shared/contract/errors.ts';
import type { Fit, FitProgress } from '@shared/preflight.ts';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import type { Library } from '../../../store/index.ts';
import { datasetIdOfRun } from '../dataset-of-run.ts';
import { kindOfRun, type Devices } from '../run-way.ts';
import { probeApart, type ProbeLauncher } from './apart.ts';
import { fewestMicrobatches, largestBatch } from './fit.ts';
import type { ProbeSubject } from './messages.ts';

export interface FitArguments {
  launch: ProbeLauncher;
  /** What ran out of memory. */
  subject: ProbeSubject;
  signal: AbortSignal;
  onProgress(progress: FitProgress): void;
}

/**
 * Finds what fits the memory by trying: each trial trains a few real steps in a process of its own.
 * @throws {ForgerError} device-unavailable, damaged, …; cancelled; diverged where the smallest batch does
 */
export async function findFit({ launch, subject, signal, onProgress }: FitArguments): Promise<Fit> {
  const { batch: asked } = subject.config;
  let trial = 0;
  const last: { broke: ForgerError | null } = { broke: null };
  const fits = async (batch: number, accumulate: number): Promise<boolean> => {
    onProgress({ trial: (trial += 1), batch, accumulate });
    const config = { ...subject.config, batch, 'batch.accumulate': accumulate };
    try {
      await probeApart(launch, { question: 'fit', subject: { ...subject, config } }, signal);
      return true;
    } catch (error) {
      // Just above what fits, a kernel of TensorFlow that gets no memory may leave numbers that are none, and say nothing.
      if (!(error instanceof ForgerError && ['out-of-memory', 'diverged'].includes(error.code))) throw error;
      last.broke = error;
      return false;
    }
  };
  const accumulated = subject.config['batch.accumulate'];
  const batch = await largestBatch(asked, (size) => fits(size, accumulated));
  // The smallest breaks by itself, and not for want of memory.
  if (batch === null && last.broke?.code === 'diverged') throw last.broke;
  if (batch === null) return { batch, accumulate: null };
  // Microbatches as large as the batch that fits.
  const microbatch = Math.max(1, Math.floor(batch / accumulated));
  return { batch, accumulate: await fewestMicrobatches(asked, microbatch, (count) => fits(asked, count)) };
}

export interface RunToFit {
  library: Library;
  bundledDir: string;
  record: RunRecord;
  status: Pick<RunStatus, 'execution'>;
  /** What this machine trains on; asked only where the run says no device. */
  devices(): Promise<Devices>;
}

/** A run of the library as a trial takes it, where and the way the run went. @throws {ForgerError} not-found, damaged */
export async function subjectOfRun({ library, bundledDir, record, status, devices }: RunToFit): Promise<ProbeSubject> {
  const { config, recipe, networks, way } = record;
  const execution = way?.execution ?? status.execution;
  const device = config.device === 'auto' ? kindOfRun(record, await devices()) : config.device;
  return {
    library: library.dir,
    bundledDir,
    config: { ...config, device, ...(execution && { execution }) },
    dataset: await datasetIdOfRun(library, bundledDir, record),
    recipe,
    networks,
  };
}
