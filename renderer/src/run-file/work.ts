import type { RunFileProgress, RunFileResult } from '@shared/run-file.ts';
import { call, listen } from '../lib/bridge.ts';
import { Work } from '../lib/work.svelte.ts';

export type RunFileWork = Work<RunFileProgress, RunFileResult>;

/** One run on its way into a file, out of one, or being checked. */
export const runFileWork = (onDone?: (result: RunFileResult) => void): RunFileWork =>
  new Work(
    {
      onProgress: (heard) => listen('runFile.progress', heard),
      onDone: (heard) => listen('runFile.done', heard),
      onFailed: (heard) => listen('runFile.failed', heard),
      cancel: (job) => call('runFile.cancel', { job }),
    },
    onDone,
  );
