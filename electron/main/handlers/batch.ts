import { assertNever } from '@shared/assert-never.ts';
import type { BatchQuestion } from '@shared/batch.ts';
import { previewOptionsSchema } from '@shared/import/preview.ts';
import { findDatasetRecord, noSuchDataset } from '../../data/index.ts';
import type { BatchCommand } from '../../engine/host/batch/messages.ts';
import type { Handlers } from '../ipc/index.ts';
import { seeApart } from '../jobs/batches.ts';
import type { Services } from '../services.ts';
import { newestQuestion } from './newest-question.ts';

type BatchHandlers = Pick<Handlers, Extract<keyof Handlers, `batch.${string}`>>;

/** Batches as D sees them: in a process that is kept while somebody looks. */
export function batchHandlers(services: Services): BatchHandlers {
  const next = newestQuestion();
  const imagesOf = async (of: BatchQuestion['of'], signal: AbortSignal): Promise<BatchCommand['images']> => {
    switch (of.kind) {
      case 'dataset': {
        const { library, bundledDir } = services.workspace();
        if (!(await findDatasetRecord(library.dir, bundledDir, of.id))) throw noSuchDataset();
        return { kind: 'dataset', library: library.dir, bundledDir, dataset: of.id, count: of.count };
      }
      case 'import': {
        const options = previewOptionsSchema.parse(of.options);
        return { kind: 'pixels', ...(await services.importDesk.imagesOf(of.chosen, of.files, options, signal)) };
      }
      default:
        return assertNever(of);
    }
  };
  return {
    'batch.see': async ({ of, ...seeing }) => {
      const signal = next();
      const images = await imagesOf(of, signal);
      return seeApart(services.batch.launch, { images, seeing }, signal);
    },
    'batch.leave': () => {
      next();
      services.batch.close();
      return null;
    },
  };
}
