/** Takes the pictures of an animation one after another. It repeats for ever. */
export interface AnimationEncoder {
  /**
   * @param picture rows first, channels last, of the shape the encoder was made for
   * @param delay how long it stands, in hundredths of a second
   */
  add(picture: Uint8Array, delay: number): Promise<void>;
  /** Bytes so far. */
  readonly size: number;
  /** The whole file. Nothing may follow. */
  finish(): Uint8Array;
}
