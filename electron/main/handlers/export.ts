import { lstat } from 'node:fs/promises';
import { ForgerError } from '@shared/contract/errors.ts';
import { exportTfjs } from '../../export/index.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

export function exportHandlers(services: Services): Pick<Handlers, 'export.tfjs' | 'export.reveal'> {
  /** The newest export of this start: the window names no path, so it can open no other. */
  let newest: string | null = null;
  return {
    'export.tfjs': async ({ id, step }) => {
      const { library } = services.workspace();
      await library.readRun(id);
      const outDir = await services.desktop.chooseFolder({
        title: 'Choose where the model goes',
        button: 'Export here',
      });
      if (outDir === null) return null;
      const result = await exportTfjs({ library, runId: id, step, outDir });
      newest = result.path;
      return result;
    },
    'export.reveal': async () => {
      if (newest === null) throw new ForgerError('not-found', 'Nothing was exported since Forger started.');
      await lstat(newest);
      services.desktop.reveal(newest);
      return null;
    },
  };
}
