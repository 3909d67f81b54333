import { ipcMain, type WebContents } from 'electron';
import type { AppEvents, EventName } from '@shared/contract/events.ts';
import { registerChannels, type RegisterOptions } from './register.ts';

export type { Handlers } from './register.ts';

/** The only place that touches ipcMain. */
export const serveChannels = (options: Omit<RegisterOptions, 'ipcMain'>): void =>
  registerChannels({ ...options, ipcMain });

/** Sends an event of the contract to a window that is still there. */
export function sendEvent<Name extends EventName>(
  contents: WebContents | undefined,
  name: Name,
  payload: AppEvents[Name],
): void {
  if (contents && !contents.isDestroyed()) contents.send(`forger:${name}`, payload);
}
