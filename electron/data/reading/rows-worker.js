// Runs in a thread of its own, made from this text by row-reader.ts: reads rows of a file into lanes of shared memory,
// one request after another. It shares its numbers of open files with the thread that made it.
const { readSync } = process.getBuiltinModule('node:fs');
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');

/** What a lane's word of `states` may be; row-reader.ts has the same numbers. */
const READ = 1;
const FAILED = 2;

/** @type {{ file: number, rowBytes: number, laneBytes: number, pixels: SharedArrayBuffer, states: SharedArrayBuffer }} */
const { file, rowBytes, laneBytes, pixels, states } = workerData;
const lanes = new Uint8Array(pixels);
const words = new Int32Array(states);

/**
 * @param {number} lane
 * @param {Uint32Array} rows
 */
function fill(lane, rows) {
  let to = lane * laneBytes;
  for (const row of rows) {
    for (let done = 0; done < rowBytes;) {
      const read = readSync(file, lanes, to + done, rowBytes - done, row * rowBytes + done);
      if (read === 0) return FAILED;
      done += read;
    }
    to += rowBytes;
  }
  return READ;
}

parentPort?.on('message', (/** @type {{ lane: number, rows: Uint32Array }} */ { lane, rows }) => {
  let state = FAILED;
  try {
    state = fill(lane, rows);
  } catch {
    // Whoever wants it reads it again, and finds out what is wrong.
  }
  Atomics.store(words, lane, state);
  Atomics.notify(words, lane);
});
