import { labelText } from '@shared/animation/label.ts';
import type { EpochsOptions } from '@shared/animation/options.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunRecord, SampleEntry } from '@shared/run.ts';
import type { Library } from '../../store/index.ts';
import { damagedGrid, readGrid } from '../grid.ts';
import type { FrameSource } from './frames.ts';

function chosenSamples(
  samples: readonly SampleEntry[],
  { fromStep = 0, toStep = Infinity }: EpochsOptions,
): SampleEntry[] {
  if (samples.length < 2)
    throw new ForgerError(
      'not-found',
      samples.length === 0
        ? 'This run has no samples yet. Let it train for an epoch first.'
        : 'This run has one sample grid, and an animation needs two. Let it train for an epoch more.',
    );
  const chosen = samples.filter(({ step }) => step >= fromStep && step <= toStep);
  if (chosen.length < 2)
    throw new ForgerError(
      'invalid-request',
      'There are fewer than two sample grids between those epochs. Choose others.',
    );
  return chosen;
}

/** "EPOCH 3"; "STEP 1,200" where samples follow steps. */
export function momentLabel(record: RunRecord, { step, epoch }: Pick<SampleEntry, 'step' | 'epoch'>): string {
  return record.config['samples.everySteps'] > 0 ? labelText('step', step) : labelText('epoch', epoch);
}

/**
 * The run's sample grids as frames, oldest first.
 * @throws {ForgerError} `not-found` where there are fewer than two, `invalid-request` between the chosen steps, `damaged`
 */
export async function epochFrames(library: Library, runId: string, options: EpochsOptions): Promise<FrameSource> {
  const record = await library.readRun(runId);
  const entries = chosenSamples(await library.listSamples(runId), options);
  const first = entries[0] as SampleEntry;
  const { shape } = await readGrid(library, runId, first.file);
  return {
    shape,
    labels: entries.map((entry) => momentLabel(record, entry)),
    frame: async (index) => {
      const { file } = entries[index] as SampleEntry;
      const grid = await readGrid(library, runId, file);
      const { width, height, channels } = grid.shape;
      if (width !== shape.width || height !== shape.height || channels !== shape.channels) throw damagedGrid(file);
      return grid.pixels;
    },
  };
}
