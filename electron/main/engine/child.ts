import { utilityProcess } from 'electron';
import { cleanEnvironment } from './environment.ts';
import type { EngineChild } from './supervisor.ts';

/**
 * Forks the built engine. Its output goes where the app's goes.
 * @param bundledDir the folder of the data sets that ship.
 */
export function forkEngine(entry: string, bundledDir: string): EngineChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Forger engine',
    stdio: 'inherit',
    env: cleanEnvironment(process.env, { FORGER_BUNDLED_DATASETS: bundledDir }),
  });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
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
