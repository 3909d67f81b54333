import type { UtilityProcess } from 'electron';
import { isAboutWindows } from '@shared/contract/window-messages.ts';
import { log } from '../log.ts';
import { EngineWindows, type WindowOpener } from './serve.ts';

/**
 * Opens the hidden windows that a process of Forger asks for; they go with it.
 * @returns hands a listener everything else that the process says
 */
export function attachWindows(
  child: UtilityProcess,
  openWindow: WindowOpener,
): (listener: (message: unknown) => void) => void {
  const windows = new EngineWindows(openWindow, {
    post: (news, ports) => child.postMessage(news, ports),
    log,
  });
  child.on('exit', () => windows.end());
  return (listener) =>
    void child.on('message', (message) => {
      if (isAboutWindows(message)) windows.receive(message);
      else listener(message);
    });
}
