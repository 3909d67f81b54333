import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { AppSettings } from '../settings/settings.ts';
import { MINIMUM_SIZE, restoreBounds } from './bounds.ts';
import { nextZoom } from './zoom.ts';

export interface MainWindowOptions {
  preload: string;
  /** Where the page is: the app's own scheme, or the dev server. */
  address: string;
  saved: AppSettings['window'];
}

/** The window's ground before the page has drawn, so that opening does not flash. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#101011' : '#f1f1ef');

/** Opens the one window; it shows itself once the page has drawn. */
export function openMainWindow({ preload, address, saved }: MainWindowOptions): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const areas = [primary, ...screen.getAllDisplays().filter((display) => display.id !== primary.id)].map(
    (display) => display.workArea,
  );
  const window = new BrowserWindow({
    ...restoreBounds(saved?.bounds ?? null, areas),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Forger',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  const contents = window.webContents;
  const ownBackground = (): void => window.setBackgroundColor(background());
  nativeTheme.on('updated', ownBackground);

  window.once('ready-to-show', () => {
    if (saved?.maximized) window.maximize();
    window.show();
  });
  contents.on('did-finish-load', () => contents.setZoomFactor(saved?.zoom ?? 1));
  contents.on('zoom-changed', (_event, direction) => zoomWindow(window, direction));
  window.on('closed', () => nativeTheme.off('updated', ownBackground));
  void window.loadURL(address);
  return window;
}

/** What the next start needs to open the window as it is now. */
export const windowState = (window: BrowserWindow): NonNullable<AppSettings['window']> => ({
  bounds: window.getNormalBounds(),
  maximized: window.isMaximized(),
  zoom: window.webContents.getZoomFactor(),
});

export function zoomWindow(window: BrowserWindow, change: 'in' | 'out' | 'reset'): void {
  const contents = window.webContents;
  contents.setZoomFactor(change === 'reset' ? 1 : nextZoom(contents.getZoomFactor(), change));
}

/** Brings a window to the front however it is hidden. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
