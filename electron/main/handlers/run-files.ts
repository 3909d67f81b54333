import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { shippedRunFile } from '../../engine/host/run-file/shipped.ts';
import { folderNameFrom } from '../../export/folder-name.ts';
import { BUNDLE_ENDING, isRunFile } from '../../store/bundle/index.ts';
import type { Handlers } from '../ipc/index.ts';
import { openApart, saveApart, verifyApart, weighApart, type BytesDone } from '../jobs/run-files.ts';
import type { RunFileJobs } from '../jobs/run-files.ts';
import type { Services } from '../services.ts';

type RunFileHandlers = Pick<Handlers, Extract<keyof Handlers, `runFile.${string}`>>;

/** Starts the opening of a run file; also for one that the system hands the app. */
function startOpening(services: Services, path: string): string {
  const { library, bundledDir } = services.workspace();
  return services.runFiles.start(async (signal, onProgress) => {
    const task = { library: library.dir, bundledDir, path };
    const opened = await openApart(services.runFile, task, signal, inBytes(onProgress));
    if (opened.dataset.state === 'added') await services.workspace().watcher.refreshDatasets();
    services.workspace().watcher.refresh();
    const deleted = opened.outcome === 'opened' ? await services.workspace().deletedRun(opened.id) : null;
    return { kind: 'opened', opened, deleted };
  });
}

const inBytes =
  (onProgress: Parameters<Parameters<RunFileJobs['start']>[0]>[1]) =>
  ({ done, total }: BytesDone): void =>
    onProgress({ stage: null, done, total });

export function runFileHandlers(services: Services): RunFileHandlers {
  /** The run file saved last: the window names no path, so it can open no other. */
  let newest: string | null = null;
  return {
    'runFile.weigh': async ({ id }) => {
      const { library, bundledDir } = services.workspace();
      await library.readRun(id);
      return weighApart(services.runFile, { library: library.dir, bundledDir, run: id });
    },
    'runFile.save': async ({ id, checkpoints, images }) => {
      const { library, bundledDir } = services.workspace();
      const { name } = await library.readRun(id);
      const out = await services.desktop.saveAs({
        title: 'Choose where the run file goes',
        button: 'Save',
        name: `${folderNameFrom(name, id)}${BUNDLE_ENDING}`,
        kind: 'Run file',
      });
      if (out === null) return null;
      const task = { library: library.dir, bundledDir, run: id, out, checkpoints, images };
      const job = services.runFiles.start(async (signal, onProgress) => {
        const saved = await saveApart(services.runFile, task, signal, inBytes(onProgress));
        newest = saved.path;
        return { kind: 'saved', saved };
      });
      return { job };
    },
    'runFile.reveal': async () => {
      if (newest === null) throw new ForgerError('not-found', 'No run was saved since Forger started.');
      await lstat(newest);
      services.desktop.reveal(newest);
      return null;
    },
    'runFile.open': async ({ path }) => {
      if (path !== undefined && !isAbsolute(path))
        throw new ForgerError('invalid-request', 'Choose a run file, or drop one onto the window.');
      const chosen =
        path ??
        (await services.desktop.chooseFile({
          title: 'Choose a run file',
          button: 'Open',
          kind: { name: 'Run files', extensions: ['zip'] },
        }));
      return chosen === null ? null : { job: startOpening(services, chosen) };
    },
    'runFile.is': ({ path }) => isRunFile(path),
    'runFile.openShipped': async () => ({ job: startOpening(services, await shippedRunFile()) }),
    'runFile.verify': async ({ id, steps }) => {
      const { library, bundledDir } = services.workspace();
      await library.readRun(id);
      if (services.engine.busy)
        throw new ForgerError(
          'busy',
          'A run trains or waits in the queue, and the check trains two copies of its own. Stop those runs, or check this one when they are done.',
        );
      const task = { library: library.dir, bundledDir, run: id, steps };
      const job = services.runFiles.start(async (signal, onProgress) => ({
        kind: 'verified',
        run: id,
        report: await verifyApart(services.runFile, task, signal, onProgress),
      }));
      return { job };
    },
    'runFile.cancel': ({ job }) => {
      services.runFiles.cancel(job);
      return null;
    },
  };
}
