import type { SeenBatch } from '@shared/batch.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { performApart, type ApartLauncher } from '../../engine/host/apart.ts';
import { batchEventSchema, type BatchCommand, type BatchEvent } from '../../engine/host/batch/messages.ts';

const gone = (): ForgerError =>
  new ForgerError('internal', 'The batch could not be shown: its process ended. Close other programs, then try again.');

/** Shows a batch as D sees it, by the engine in a process of its own. @throws {ForgerError} */
export async function seeApart(
  launch: ApartLauncher<BatchCommand>,
  task: Omit<BatchCommand, 'type'>,
  signal: AbortSignal,
): Promise<SeenBatch> {
  const { batch } = await performApart<BatchCommand, BatchEvent>({
    ...{ launch, task: { type: 'see', ...task }, signal, gone, events: batchEventSchema },
    onProgress: () => undefined,
  });
  return batch;
}
