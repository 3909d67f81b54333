import { utilityProcess } from 'electron';
import type { ApartLauncher } from '../../engine/host/apart.ts';
import { cleanEnvironment } from '../engine/environment.ts';

export interface UtilityOptions {
  /** As the system's list of processes shows it. */
  name: string;
  /** In addition to the app's. */
  environment?: Readonly<Record<string, string>>;
  /** What it writes to the terminal is nobody's business. */
  silent?: boolean;
}

/** Starts processes that do one piece of work each, as utility processes. @param entry the built process.ts */
export const utilityLauncher =
  <Command>(entry: string, { name, environment = {}, silent = false }: UtilityOptions): ApartLauncher<Command> =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: name,
      stdio: silent ? 'ignore' : 'inherit',
      env: cleanEnvironment(process.env, environment),
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill(),
    };
  };
