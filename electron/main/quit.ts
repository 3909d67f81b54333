import { dialog, type BrowserWindow } from 'electron';

export type QuitAnswer = 'save' | 'stay';

/** Asks what to do with a run that trains when the user quits. */
export async function askBeforeQuit(window: BrowserWindow | null): Promise<QuitAnswer> {
  const options = {
    type: 'question' as const,
    message: 'A run is training.',
    detail:
      'Forger can save a checkpoint and quit; you can resume the run later. Runs that wait in line keep their places.',
    buttons: ['Save a checkpoint and quit', 'Keep training'],
    defaultId: 0,
    cancelId: 1,
  };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 0 ? 'save' : 'stay';
}
