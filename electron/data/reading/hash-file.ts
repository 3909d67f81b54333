import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { openFileSync } from '../../store/files/index.ts';
import workerText from './hash-worker.js?raw';

/**
 * SHA-256 over parts of a file and what follows them, 64 hexadecimal digits, worked out by a thread of its own in a few
 * megabytes.
 * @throws the system's own error where the file cannot be read, and the signal's reason when it is aborted
 */
export async function hashFile(
  path: string,
  spans: readonly { from: number; bytes: number }[],
  tail: Uint8Array,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const file = openFileSync(path);
  const worker = new Worker(workerText, { eval: true, execArgv: [], workerData: { file, spans, tail } });
  // Nobody waits for it at the end of a process.
  worker.unref();
  try {
    const [digest] = (await once(worker, 'message', { signal })) as [string];
    return digest;
  } finally {
    await worker.terminate();
    closeSync(file);
  }
}
