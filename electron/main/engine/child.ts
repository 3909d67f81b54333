import { utilityProcess } from 'electron';
import { isAboutWindows } from '@shared/contract/window-messages.ts';
import { EngineWindows, type WindowOpener } from '../engine-window/serve.ts';
import { log } from '../log.ts';
import { cleanEnvironment } from './environment.ts';
import type { EngineChild } from './supervisor.ts';

/**
 * Forks the built engine. Its output goes where the app's goes.
 * @param bundledDir the folder of the data sets that ship.
 * @param openWindow opens the hidden windows it asks for; they go with it.
 */
export function forkEngine(entry: string, bundledDir: string, openWindow: WindowOpener): EngineChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Forger engine',
    stdio: 'inherit',
    env: cleanEnvironment(process.env, { FORGER_BUNDLED_DATASETS: bundledDir }),
  });
  const windows = new EngineWindows(openWindow, {
    post: (news, ports) => child.postMessage(news, ports),
    log,
  });
  child.on('exit', () => windows.end());
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) =>
      void child.on('message', (message) => {
        if (isAboutWindows(message)) windows.receive(message);
        else listener(message);
      }),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => killChild(child.pid, () => child.kill()),
  };
}

/**
 * Ends a process for certain: `UtilityProcess.kill` asks with SIGTERM, which a process deep in native code may not
 * hear in time.
 */
function killChild(pid: number | undefined, fallback: () => boolean): boolean {
  if (pid === undefined || process.platform === 'win32') return fallback();
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return fallback(); // Gone already, or not ours to signal: Electron knows.
  }
}
