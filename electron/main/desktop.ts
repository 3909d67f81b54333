import { app, dialog, shell, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import { extname, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Desktop } from './services.ts';

/**
 * The system's dialogs and file manager.
 * @param testAnswer a folder that answers every dialog, so that tests can walk through them; null asks the user.
 */
export function createDesktop(window: () => BrowserWindow | null, testAnswer: string | null): Desktop {
  return {
    async chooseFolder({ title, button, start }) {
      if (testAnswer !== null) return testAnswer;
      const options: OpenDialogOptions = {
        title,
        buttonLabel: button,
        properties: ['openDirectory', 'createDirectory'],
        ...(start === undefined ? {} : { defaultPath: start }),
      };
      const parent = window();
      const { canceled, filePaths } = await (parent
        ? dialog.showOpenDialog(parent, options)
        : dialog.showOpenDialog(options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    async chooseSeveral({ title, button, what }) {
      if (testAnswer !== null) return [testAnswer];
      // Without a list of endings: files are told by their content, and IDX files have no ending of their own.
      const options: OpenDialogOptions = {
        title,
        buttonLabel: button,
        properties: [what === 'folders' ? 'openDirectory' : 'openFile', 'multiSelections'],
      };
      const parent = window();
      const { canceled, filePaths } = await (parent
        ? dialog.showOpenDialog(parent, options)
        : dialog.showOpenDialog(options));
      return canceled ? [] : filePaths;
    },
    async saveAs({ title, button, name, kind }) {
      if (testAnswer !== null) return join(testAnswer, name);
      const ending = extname(name);
      const options: SaveDialogOptions = {
        title,
        buttonLabel: button,
        defaultPath: join(app.getPath('pictures'), name),
        filters: [{ name: kind, extensions: [ending.slice(1)] }],
      };
      const parent = window();
      const { canceled, filePath } = await (parent
        ? dialog.showSaveDialog(parent, options)
        : dialog.showSaveDialog(options));
      if (canceled || filePath === '') return null;
      // Not every desktop's dialog adds the ending that was left out.
      return extname(filePath) === '' ? `${filePath}${ending}` : filePath;
    },
    async chooseFile({ title, button, kind }) {
      if (testAnswer !== null) return testAnswer;
      const options: OpenDialogOptions = { title, buttonLabel: button, properties: ['openFile'], filters: [kind] };
      const parent = window();
      const { canceled, filePaths } = await (parent
        ? dialog.showOpenDialog(parent, options)
        : dialog.showOpenDialog(options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    reveal: (path) => shell.showItemInFolder(path),
    async open(path) {
      if (testAnswer !== null) return;
      const problem = await shell.openPath(path);
      if (problem !== '')
        throw new ForgerError('not-found', 'No program on this machine opens it. Show it in its folder.');
    },
    trash: (path) => shell.trashItem(path),
  };
}
