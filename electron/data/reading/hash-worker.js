// Runs in a thread of its own, made from this text by verify.ts: SHA-256 over a file and what follows it.
const { createHash } = process.getBuiltinModule('node:crypto');
const { closeSync, openSync, readSync } = process.getBuiltinModule('node:fs');
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');

const CHUNK_BYTES = 1 << 22;

/** @type {{ path: string, tail: Uint8Array }} */
const { path, tail } = workerData;
const hash = createHash('sha256');
const chunk = new Uint8Array(CHUNK_BYTES);
const file = openSync(path, 'r');
try {
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
} finally {
  closeSync(file);
}
parentPort?.postMessage(hash.update(tail).digest('hex'));
