import { BrowserWindow, session, type MessagePortMain, type Session } from 'electron';
import { APP_ORIGIN, APP_SCHEME } from '@shared/contract/addresses.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { WINDOW_PORT } from '@shared/contract/window-port.ts';
import { createResourceHandler } from '../protocol/handler.ts';
import { guardSession } from '../window/guards.ts';
import { closeNetwork, closeWebRtc } from '../window/network.ts';
import { explainGone } from './gone.ts';

export interface EngineWindowOptions {
  preload: string;
  /** The folder of the built pages. */
  pages: string;
  /** electron-vite's dev server; null where the page is served by the app's own scheme. */
  devServer: string | null;
  log(line: string, error?: unknown): void;
}

/** A hidden window that is there to train. */
export interface EngineWindow {
  close(): void;
}

/** Nothing is kept on disk, and nothing is shared with the window people see. */
const PARTITION = 'forger-engine';
const LOAD_MS = 60_000;

let prepared: Promise<Session> | null = null;

/** The engine windows' own session: their page and its scripts, and nothing else in the world. */
async function engineSession({ pages, devServer, log }: EngineWindowOptions): Promise<Session> {
  const own = session.fromPartition(PARTITION);
  guardSession(own);
  const nothing = (): never => {
    throw new ForgerError('not-found', 'The engine window sees no library.');
  };
  const library = { sample: nothing, thumbnail: nothing, letters: () => undefined, walkSheet: () => null };
  own.protocol.handle(APP_SCHEME, createResourceHandler({ ...library, pages, crossOrigin: false, log }));
  const origins = [APP_ORIGIN, ...(devServer === null ? [] : [new URL(devServer).origin])];
  await closeNetwork(own, origins);
  return own;
}

/**
 * Opens a hidden, sandboxed window with the engine's page and hands it one end of a channel.
 * @param onGone called once when it goes without having been closed
 * @throws {ForgerError} engine-stopped when it does not open
 */
export async function openEngineWindow(
  options: EngineWindowOptions,
  port: MessagePortMain,
  onGone: (error: ForgerError) => void,
): Promise<EngineWindow> {
  const window = new BrowserWindow({
    show: false,
    width: 320,
    height: 200,
    title: 'Forger engine',
    skipTaskbar: true,
    focusable: false,
    webPreferences: {
      preload: options.preload,
      session: await (prepared ??= engineSession(options)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // It is never seen, and works all the same.
      backgroundThrottling: false,
    },
  });
  const contents = window.webContents;
  closeWebRtc(contents);
  let open = true;
  const end = (): void => {
    open = false;
    if (!window.isDestroyed()) window.destroy();
  };
  let failed: ForgerError | null = null;
  const fail = (error: ForgerError): void => {
    if (!open) return;
    failed = error;
    end();
    onGone(error);
  };
  contents.on('render-process-gone', (_event, { reason }) => fail(explainGone(reason)));
  window.on('closed', () => fail(explainGone('closed')));
  const timer = setTimeout(() => fail(explainGone('never-loaded')), LOAD_MS);
  try {
    await window.loadURL(`${options.devServer?.replace(/\/$/, '') ?? APP_ORIGIN}/engine.html`);
  } catch (error) {
    options.log('the engine window does not load', error);
    end();
    throw failed ?? explainGone('never-loaded');
  } finally {
    clearTimeout(timer);
  }
  // A page that is loaded anew has lost what it trained.
  contents.once('did-navigate', () => fail(explainGone('reloaded')));
  contents.postMessage(WINDOW_PORT, null, [port]);
  return { close: end };
}
