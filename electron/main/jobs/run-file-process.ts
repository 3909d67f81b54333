import { utilityProcess } from 'electron';
import { cleanEnvironment } from '../engine/environment.ts';
import type { RunFileLauncher } from './run-files.ts';

/** Starts processes that save, open and check runs as utility processes. */
export const runFileLauncher =
  (entry: string): RunFileLauncher =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Forger run file',
      stdio: 'inherit',
      env: cleanEnvironment(process.env),
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill(),
    };
  };
