import { fork } from 'node:child_process';
import type { ProbeLauncher } from './apart.ts';

/**
 * Trying processes as plain Node processes: for the command line and for tests.
 * @param modulePath the built process.ts
 * @param environment in addition to this process's
 */
export const forkProbe =
  (modulePath: string, environment: Readonly<Record<string, string>> = {}): ProbeLauncher =>
  () => {
    const child = fork(modulePath, [], {
      serialization: 'advanced',
      execArgv: [],
      env: { ...process.env, ...environment },
      // TensorFlow chatters about the machine, and says at length how memory ran out: the answer says it too.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    return {
      // One that died meanwhile is heard of by its exit.
      postMessage: (message) => void (child.connected && child.send(message, () => undefined)),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void gone.then(listener),
      kill: () => void child.kill('SIGKILL'),
    };
  };
