/** How many grids stay decoded, so that scrubbing back and forth does not flash. */
const KEPT = 96;

/** Sample grids by address, the least recently used forgotten first. */
export class Pictures {
  readonly #images = new Map<string, Promise<boolean>>();
  /** Holding the elements keeps the browser from dropping what it decoded. */
  readonly #elements = new Map<string, HTMLImageElement>();

  /** Loads and decodes a picture; false when it is missing or cannot be read. */
  load(url: string): Promise<boolean> {
    const known = this.#images.get(url);
    const loading = known ?? this.#fetch(url);
    this.#images.delete(url);
    this.#images.set(url, loading);
    return loading;
  }

  /** A loaded picture's pixels, RGBA; null when it is not there any more. */
  pixels(url: string): Uint8ClampedArray | null {
    const image = this.#elements.get(url);
    if (!image?.complete || image.naturalWidth === 0) return null;
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context?.drawImage(image, 0, 0);
    return context?.getImageData(0, 0, canvas.width, canvas.height).data ?? null;
  }

  async #fetch(url: string): Promise<boolean> {
    for (const old of [...this.#images.keys()].slice(0, Math.max(0, this.#images.size + 1 - KEPT))) {
      this.#images.delete(old);
      this.#elements.delete(old);
    }
    const image = new Image();
    image.src = url;
    this.#elements.set(url, image);
    try {
      await image.decode();
      return true;
    } catch {
      // The engine may still be about to write it: ask again next time.
      this.#images.delete(url);
      this.#elements.delete(url);
      return false;
    }
  }
}
