import { readImportReport } from '../../data/index.ts';
import type { Handlers } from '../ipc/index.ts';
import { pending } from './pending.ts';
import type { Services } from '../services.ts';

type DatasetHandlers = Pick<Handlers, Extract<keyof Handlers, `${'datasets' | 'import' | 'jobs'}.${string}`>>;

export function datasetHandlers(services: Services): DatasetHandlers {
  return {
    'datasets.list': () => services.workspace().listDatasets(),
    'datasets.report': ({ id }) => readImportReport(services.workspace().library.dir, id),
    'datasets.delete': async ({ id }) => {
      await services.workspace().deleteDataset(id);
      return null;
    },
    'datasets.download': pending,
    'import.chooseFolder': () => services.desktop.chooseFolder({ title: 'Choose a folder of images', button: 'Import' }),
    'import.start': pending,
    'jobs.cancel': ({ job }) => {
      services.jobs.cancel(job);
      return null;
    },
  };
}
