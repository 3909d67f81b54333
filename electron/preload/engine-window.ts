import { ipcRenderer } from 'electron';
import { WINDOW_PORT } from '@shared/contract/window-port.ts';

/** The page, as far as this script speaks with it; the DOM's types have no place in this room. */
const page = globalThis as unknown as { postMessage(message: string, origin: string, ports: readonly object[]): void };

/** Hands the one port that main sends to the page; nothing else passes here, and nothing is put on the page's window. */
ipcRenderer.once(WINDOW_PORT, ({ ports }) => page.postMessage(WINDOW_PORT, '*', ports));
