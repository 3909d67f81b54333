/** One decoding process as its user sees it: child_process.fork here, utilityProcess in the app. */
export interface DecoderProcess {
  /** Must carry structured-clone values (typed arrays stay typed arrays). */
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended; also when it could not be started. */
  onExit(listener: () => void): void;
  /** Ends it at once, as SIGKILL does; no effect when it is gone. */
  kill(): void;
}

/** Starts the built electron/data/decoder/process.ts (out/main/decoder.js). */
export type DecoderLauncher = () => DecoderProcess;
