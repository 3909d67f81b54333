import type { ImageShape } from '@shared/network/layers.ts';

/** The pictures of an animation, before they are enlarged and labelled. */
export interface FrameSource {
  /** Shape of every frame. */
  shape: ImageShape;
  /** What stands below each frame; as many as there are frames. */
  labels: readonly string[];
  /** Pixels 0 … 255, rows first, channels last. @throws {ForgerError} */
  frame(index: number): Promise<Uint8Array>;
}
