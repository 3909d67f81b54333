import { utilityProcess } from 'electron';
import type { DecoderLauncher } from '../../data/index.ts';
import { cleanEnvironment } from '../engine/environment.ts';

/** Starts decoding processes as utility processes: images from anywhere are decoded where a crash costs nothing. */
export const decoderLauncher =
  (entry: string): DecoderLauncher =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Forger image decoder',
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
