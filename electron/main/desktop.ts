import { dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
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
    reveal: (path) => shell.showItemInFolder(path),
    trash: (path) => shell.trashItem(path),
  };
}
