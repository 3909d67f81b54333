import { utilityProcess } from 'electron';
import type { DecoderLauncher } from '../../data/index.ts';
import { cleanEnvironment } from '../engine/environment.ts';

/** Starts decoding processes as utility processes: files from anywhere are read where a crash costs nothing. */
export const decoderLauncher =
  (entry: string, serviceName = 'Forger image decoder'): DecoderLauncher =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName,
      // Image libraries chatter about broken files; what matters comes back as a message.
      stdio: 'ignore',
      // Two arenas keep glibc from holding on to the memory of large images.
      env: cleanEnvironment(process.env, { MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' }),
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill(),
    };
  };
