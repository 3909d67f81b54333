import { utilityProcess } from 'electron';
import type { ProbeLauncher } from '../../engine/host/preflight/apart.ts';
import { cleanEnvironment } from '../engine/environment.ts';

/**
 * Starts processes that try a run as utility processes.
 * @param environment in addition to the app's
 */
export const probeLauncher =
  (entry: string, environment: Readonly<Record<string, string>> = {}): ProbeLauncher =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Forger preflight',
      stdio: 'ignore',
      env: cleanEnvironment(process.env, environment),
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill(),
    };
  };
