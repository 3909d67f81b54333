import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { folderNameFrom } from '../../export/folder-name.ts';
import { exportTfjs, PAGE_FILE } from '../../export/index.ts';
import type { Handlers } from '../ipc/index.ts';
import { animateApart, previewApart } from '../jobs/animator.ts';
import type { Services } from '../services.ts';

type ExportHandlers = Pick<Handlers, Extract<keyof Handlers, `${'export' | 'animation'}.${string}`>>;

export function exportHandlers(services: Services): ExportHandlers {
  /** The newest export of this start: the window names no path, so it can open no other. */
  let newest: string | null = null;
  /** The page of the newest exported generator. */
  let page: string | null = null;
  let asking = new AbortController();
  return {
    'export.tfjs': async ({ id, step, weights }) => {
      const { library } = services.workspace();
      await library.readRun(id);
      const outDir = await services.desktop.chooseFolder({
        title: 'Choose where the model goes',
        button: 'Export here',
      });
      if (outDir === null) return null;
      const result = await exportTfjs({ library, runId: id, step, weights, outDir });
      newest = result.path;
      page = join(result.path, PAGE_FILE);
      return result;
    },
    'animation.preview': async ({ id, options }) => {
      asking.abort();
      asking = new AbortController();
      const { library } = services.workspace();
      await library.readRun(id);
      const task = { library: library.dir, run: id, options };
      const { plan, sheet } = await previewApart(services.animation, task, asking.signal);
      return { ...plan, sheet: sheet && { key: services.walkSheets.keep(sheet.png), frames: sheet.frames } };
    },
    'animation.start': async ({ id, options }) => {
      const { library } = services.workspace();
      const { name } = await library.readRun(id);
      const { what, format } = options;
      const out = await services.desktop.saveAs({
        title: 'Choose where the animation goes',
        button: 'Save',
        name: `${folderNameFrom(name, id)}-${what}.${format}`,
        kind: format === 'gif' ? 'GIF' : 'WebP',
      });
      if (out === null) return null;
      const task = { library: library.dir, run: id, options, out };
      const job = services.animations.start(async (signal, onProgress) => {
        const result = await animateApart(services.animation, task, signal, onProgress);
        newest = result.path;
        return result;
      });
      return { job };
    },
    'animation.cancel': ({ job }) => {
      services.animations.cancel(job);
      return null;
    },
    'export.reveal': async () => {
      if (newest === null) throw new ForgerError('not-found', 'Nothing was exported since Forger started.');
      await lstat(newest);
      services.desktop.reveal(newest);
      return null;
    },
    'export.openPage': async () => {
      if (page === null) throw new ForgerError('not-found', 'Nothing was exported since Forger started.');
      // What lies there by now may be something else.
      if (!(await lstat(page)).isFile()) throw new ForgerError('not-found', 'The exported page is not there any more.');
      await services.desktop.open(page);
      return null;
    },
  };
}
