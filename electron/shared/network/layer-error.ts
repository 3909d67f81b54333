/** Raised when a layer does not fit what comes before it; `index` is the layer's place in the list. */
export class LayerError extends Error {
  override readonly name = 'LayerError';
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}
