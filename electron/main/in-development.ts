import { app } from 'electron';

/** electron-vite's dev server; a packed app has none. */
export const devServer = (): string | null => (app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null));
