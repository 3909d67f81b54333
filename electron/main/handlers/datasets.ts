import { ForgerError } from '@shared/contract/errors.ts';
import { versionName } from '@shared/import/revision.ts';
import {
  folderSource,
  importAgain,
  isOffered,
  makeLetters,
  obtainOffered,
  readImportReport,
} from '../../data/index.ts';
import { importOpened } from '../../data/importing.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import type { BrowseDesk } from './browse-desk.ts';

type DatasetHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `${'datasets' | 'import' | 'letters' | 'jobs'}.${string}`>
>;

const CHOOSE = { folders: 'Choose folders of images', files: 'Choose images, or files that hold them' };

export function datasetHandlers(services: Services, browsing: BrowseDesk): DatasetHandlers {
  const { importDesk } = services;
  return {
    'datasets.list': () => services.workspace().listDatasets(),
    'datasets.report': ({ id }) => readImportReport(services.workspace().library.dir, id),
    'datasets.pictures': (question) => browsing.page(question),
    'datasets.surveyed': ({ id }) => browsing.surveyed(id),
    'datasets.survey': async ({ id, kind }) => {
      await browsing.survey(id, kind);
      return null;
    },
    'datasets.source': ({ id, image }) => browsing.source(id, image),
    'datasets.original': ({ id, image }) => browsing.original(id, image),
    'datasets.findOriginals': ({ id }) => browsing.findOriginals(id),
    'datasets.origin': ({ id }) => browsing.origin(id),
    'datasets.sheet': (question) => browsing.sheet(question),
    'datasets.stopSurvey': () => {
      browsing.stop();
      return null;
    },
    'datasets.revise': ({ id, revision }) => services.workspace().makeVersion(id, revision),
    'datasets.delete': ({ id }) => services.workspace().deleteDataset(id),
    'datasets.download': ({ id }) => {
      if (!isOffered(id)) throw new ForgerError('not-found', 'That data set is not on offer.');
      const { library, bundledDir } = services.workspace();
      const { decoder, studio } = services;
      const job = services.jobs.start((signal, onProgress) =>
        obtainOffered(id, { libraryDir: library.dir, bundledDir, decoder, studio, signal, onProgress }),
      );
      return { job };
    },
    'import.choose': ({ what }) => services.desktop.chooseSeveral({ title: CHOOSE[what], button: 'Import', what }),
    'import.look': (chosen) => importDesk.look(chosen),
    'import.preview': (question) => importDesk.preview(question),
    'import.found': ({ chosen, kind }) => importDesk.found(chosen, kind),
    'import.leave': () => {
      importDesk.leave();
      return null;
    },
    'import.again': async ({ id }) => {
      const origin = await browsing.origin(id);
      if (origin.state !== 'here') throw new ForgerError('invalid-request', origin.words);
      const record = await browsing.recordOf(id);
      const libraryDir = services.workspace().library.dir;
      const { decoder } = services;
      const job = services.jobs.start(async (signal, onProgress) => {
        const source = await folderSource(origin.folder, signal);
        try {
          const name = versionName(record, 'again');
          return await importAgain(source, { libraryDir, id, name, decoder, signal, onProgress });
        } finally {
          await source.close();
        }
      });
      return { job };
    },
    'import.start': async ({ chosen, options }) => {
      const libraryDir = services.workspace().library.dir;
      const open = await importDesk.take(chosen);
      const { decoder } = services;
      const job = services.jobs.start(async (signal, onProgress) => {
        const { opened, seen, release } = await open(signal);
        try {
          return await importOpened(opened, { libraryDir, options, decoder, signal, onProgress, seen });
        } finally {
          await release();
        }
      });
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
