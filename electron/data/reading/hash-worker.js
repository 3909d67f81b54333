// Runs in a thread of its own, made from this text by hash-file.ts: SHA-256 over parts of an open file and what follows them.
const { createHash } = process.getBuiltinModule('node:crypto');
const { readSync } = process.getBuiltinModule('node:fs');
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');

const CHUNK_BYTES = 1 << 22;

/** @type {{ file: number, spans: readonly { from: number, bytes: number }[], tail: Uint8Array }} */
const { file, spans, tail } = workerData;
const hash = createHash('sha256');
const chunk = new Uint8Array(CHUNK_BYTES);
for (const { from, bytes } of spans)
  for (let done = 0; done < bytes;) {
    const read = readSync(file, chunk, 0, Math.min(CHUNK_BYTES, bytes - done), from + done);
    // A file that ends too early has another hash.
    if (read === 0) break;
    hash.update(chunk.subarray(0, read));
    done += read;
  }
parentPort?.postMessage(hash.update(tail).digest('hex'));
