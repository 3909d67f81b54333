import { fork } from 'node:child_process';
import type { DecoderLauncher } from './launcher.ts';

/** What a decoder needs of the environment: nothing that could tell it secrets. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'LANG', 'ELECTRON_RUN_AS_NODE'];

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // Two arenas keep glibc from holding on to the memory of large images.
  return { ...Object.fromEntries(kept), MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' };
}

/**
 * Decoders as plain Node processes: for the command line and for tests.
 * @param modulePath the built electron/data/decoder/process.ts.
 */
export function forkDecoder(modulePath: string): DecoderLauncher {
  return () => {
    const child = fork(modulePath, [], {
      serialization: 'advanced',
      execArgv: [],
      env: cleanEnvironment(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let exited = false;
    const listeners: (() => void)[] = [];
    const exit = (): void => {
      if (exited) return;
      exited = true;
      for (const listener of listeners) listener();
    };
    child.on('exit', exit);
    // Could not be started, or not be killed or written to: of no use any more.
    child.on('error', exit);
    return {
      // The callback takes the error of a process that died meanwhile; its exit tells the same.
      postMessage: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void listeners.push(listener),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
