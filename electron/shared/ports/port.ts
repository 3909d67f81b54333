/** One end of a channel to a process, a window or a thread, of whichever kind this place has. */
export interface Port<Sent = unknown> {
  /** Sends a clone of the message: typed arrays stay typed arrays. Nobody hears it where the other end is gone. */
  postMessage(message: Sent): void;
  /** At most one listener. */
  onMessage(listener: (message: unknown) => void): void;
}

/** The channel to a process that was started here. */
export interface ProcessPort<Sent = unknown> extends Port<Sent> {
  /** Called once, however the process ended; also when it could not be started. */
  onExit(listener: () => void): void;
  /** Ends it at once; without effect when it is gone. */
  kill(): void;
}
