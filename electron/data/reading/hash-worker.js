// Runs in a thread of its own, made from this text by hash-file.ts: SHA-256 over an open file and what follows it.
const { createHash } = process.getBuiltinModule('node:crypto');
const { readSync } = process.getBuiltinModule('node:fs');
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');

const CHUNK_BYTES = 1 << 22;

/** @type {{ file: number, tail: Uint8Array }} */
const { file, tail } = workerData;
const hash = createHash('sha256');
const chunk = new Uint8Array(CHUNK_BYTES);
for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
parentPort?.postMessage(hash.update(tail).digest('hex'));
