import { utilityProcess } from 'electron';
import type { ApartLauncher } from '../../engine/host/apart.ts';
import { cleanEnvironment } from '../engine/environment.ts';
import { attachWindows } from '../engine-window/attach.ts';
import type { WindowOpener } from '../engine-window/serve.ts';

export interface UtilityOptions {
  /** As the system's list of processes shows it. */
  name: string;
  /** In addition to the app's, as it is when a process starts. */
  environment?: () => Readonly<Record<string, string>>;
  /** Opens the hidden windows that the process may ask for; left out, it has none. */
  openWindow?: WindowOpener;
  /** What it writes to the terminal is nobody's business. */
  silent?: boolean;
}

/** Starts processes that do one piece of work each, as utility processes. @param entry the built process.ts */
export const utilityLauncher =
  <Command>(
    entry: string,
    { name, environment = () => ({}), silent = false, openWindow }: UtilityOptions,
  ): ApartLauncher<Command> =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: name,
      stdio: silent ? 'ignore' : 'inherit',
      env: cleanEnvironment(process.env, environment()),
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: openWindow ? attachWindows(child, openWindow) : (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill(),
    };
  };
