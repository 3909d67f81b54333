import { app } from 'electron';

/** electron-vite's dev server; a packed app has none. */
export const devServer = (): string | null => (app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null));

/** Answers dialogs in tests; a packed app always asks. */
export const testAnswer = (): string | null => (app.isPackaged ? null : process.env['FORGER_TEST_DIALOG_PATH'] || null);
