import { ForgerError } from '@shared/contract/errors.ts';
import {
  datasetPage,
  findImportSource,
  importFolder,
  importIdx,
  isOffered,
  makeLetters,
  obtainOffered,
  readImportReport,
} from '../../data/index.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { ImportDesk, requireWhole } from './import-desk.ts';

type DatasetHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `${'datasets' | 'import' | 'letters' | 'jobs'}.${string}`>
>;

export function datasetHandlers(services: Services): DatasetHandlers {
  const desk = new ImportDesk(services);
  return {
    'datasets.list': () => services.workspace().listDatasets(),
    'datasets.report': ({ id }) => readImportReport(services.workspace().library.dir, id),
    'datasets.pictures': ({ id, ...query }) => {
      const { library, bundledDir } = services.workspace();
      return datasetPage(library.dir, bundledDir, id, query);
    },
    'datasets.revise': ({ id, revision }) => services.workspace().makeVersion(id, revision),
    'datasets.delete': ({ id }) => services.workspace().deleteDataset(id),
    'datasets.download': ({ id }) => {
      if (!isOffered(id)) throw new ForgerError('not-found', 'That data set is not on offer.');
      const libraryDir = services.workspace().library.dir;
      const { decoder, studio } = services;
      const job = services.jobs.start((signal, onProgress) =>
        obtainOffered(id, { libraryDir, decoder, studio, signal, onProgress }),
      );
      return { job };
    },
    'import.chooseFolder': () =>
      services.desktop.chooseFolder({ title: 'Choose a folder of images', button: 'Import' }),
    'import.look': ({ path }) => desk.look(path),
    'import.preview': (question) => desk.preview(question),
    'import.leave': () => {
      desk.leave();
      return null;
    },
    'import.start': async ({ path, options }) => {
      requireWhole(path);
      const libraryDir = services.workspace().library.dir;
      // Looked at before the job begins, so that a path that leads nowhere is told at once.
      const source = await findImportSource(path);
      const { decoder } = services;
      const job = services.jobs.start((signal, onProgress) =>
        source.kind === 'folder'
          ? importFolder({ libraryDir, folder: source.folder, options, decoder, signal, onProgress })
          : importIdx({ libraryDir, pair: source.pair, name: options.name, signal, onProgress }),
      );
      return { job };
    },
    'letters.preview': ({ options }) => services.lettersPreviews.preview(options),
    'letters.make': ({ options }) => {
      const libraryDir = services.workspace().library.dir;
      const { studio } = services;
      const job = services.jobs.start((signal, onProgress) =>
        makeLetters({ ...studio, libraryDir, options, signal, onProgress }),
      );
      return { job };
    },
    'jobs.cancel': ({ job }) => {
      services.jobs.cancel(job);
      return null;
    },
  };
}
