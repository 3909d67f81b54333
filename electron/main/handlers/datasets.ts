import { readImportReport } from '../../data/index.ts';
import type { Handlers } from '../ipc/index.ts';
import { pending } from './pending.ts';
import type { Services } from '../services.ts';

type DatasetHandlers = Pick<Handlers, Extract<keyof Handlers, `${'datasets' | 'import' | 'jobs'}.${string}`>>;

export function datasetHandlers({ workspace, jobs, desktop }: Services): DatasetHandlers {
  return {
    'datasets.list': () => workspace().listDatasets(),
    'datasets.report': ({ id }) => readImportReport(workspace().library.dir, id),
    'datasets.delete': async ({ id }) => {
      await workspace().deleteDataset(id);
      return null;
    },
    'datasets.download': pending,
    'import.chooseFolder': () => desktop.chooseFolder({ title: 'Choose a folder of images', button: 'Import' }),
    'import.start': pending,
    'jobs.cancel': ({ job }) => {
      jobs.cancel(job);
      return null;
    },
  };
}
