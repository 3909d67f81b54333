import { createRequire } from 'node:module';

/** Colours as [red, green, blue], 0 … 255. */
export type Palette = number[][];

/** The part of gifenc 1.0.3, which brings no types, that Forger uses. */
interface Gifenc {
  GIFEncoder(): {
    /** Frames without a palette take the first one's. `delay` in milliseconds; `repeat` 0: for ever. */
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette?: Palette; delay: number; repeat: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
    /** Without a copy. */
    bytesView(): Uint8Array;
  };
  /** Both take the whole buffer below the array. */
  quantize(rgba: Uint8Array, colours: number): Palette;
  applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}

/** Loaded as the CommonJS it is: Node and the test runner differ on what an import of it would give. */
export const gifenc = createRequire(import.meta.url)('gifenc') as Gifenc;
