import { dialog, type BrowserWindow } from 'electron';
import { toFailure } from '@shared/contract/errors.ts';
import type { Desktop } from '../services.ts';

/** Asks for another library folder, moves the app there, and shows its runs; what hinders it is told in a box. */
export async function chooseLibrary(
  window: BrowserWindow,
  { desktop, start, change }: { desktop: Desktop; start: string; change: (dir: string) => Promise<unknown> },
): Promise<void> {
  try {
    const dir = await desktop.chooseFolder({ title: 'Choose the library folder', button: 'Use this folder', start });
    if (dir === null) return;
    await change(dir);
    window.webContents.reload();
  } catch (error) {
    await dialog.showMessageBox(window, { type: 'error', message: toFailure(error).message });
  }
}
