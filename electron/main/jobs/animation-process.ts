import { utilityProcess } from 'electron';
import { cleanEnvironment } from '../engine/environment.ts';
import type { AnimationLauncher } from './animator.ts';

/** Starts processes that make animations as utility processes. */
export const animationLauncher =
  (entry: string): AnimationLauncher =>
  () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Forger animation',
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
