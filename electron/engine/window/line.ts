/** One end of a message channel, of whichever kind this place has. */
export interface MessageLine {
  /** Sends a clone of the message. */
  post(message: unknown): void;
  /** At most one listener. */
  onMessage(listener: (message: unknown) => void): void;
}
