import { app, dialog, type WebContents } from 'electron';
import { log } from '../log.ts';
import { Revival } from './revive.ts';

export interface RevivePageOptions {
  /** Its process went: nothing can be asked in the window now. */
  onGone(): void;
  /** Says a sentence in the window. */
  tell(sentence: string): void;
}

/** Brings the window's page back where its process goes. */
export function revivePage(contents: WebContents, { onGone, tell }: RevivePageOptions): void {
  const revival = new Revival({
    // Not while Chromium still tells of the end.
    reload: () => void setImmediate(() => contents.isDestroyed() || contents.reload()),
    ask: async () => {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: 'The window’s page ended again.',
        detail: 'Runs that train are not touched by that. Quitting saves them.',
        buttons: ['Load it again', 'Quit'],
        cancelId: 1,
      });
      if (response !== 0) app.quit();
      return response === 0 && !contents.isDestroyed();
    },
    tell,
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    log(`the window's page has gone: ${reason}`);
    onGone();
    void revival.gone(reason);
  });
  contents.on('did-finish-load', () => revival.loaded());
}
