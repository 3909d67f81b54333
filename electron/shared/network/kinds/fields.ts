import { z } from 'zod';
import type { Shape } from '../shape.ts';
import { LayerFault } from './kind.ts';

/** Fields that several kinds have. */
export const count = z.number().int().positive().max(65_536);
export const kernelSize = z.number().int().min(1).max(31);
export const stride = z.number().int().min(1).max(8);
export const padding = z.enum(['same', 'valid']).default('same');
export const useBias = z.boolean().default(true);

/** What is added to a variance before its root. */
export const epsilon = z.number().positive();

/** What a kernel's first values are multiplied by; 0: it starts at zero. Left out, they are the initialiser's. */
export const gain = z.number().min(0).max(10).optional();

/** Weights that start at N(0, 1) and are scaled as the layer computes: see `runScale`. */
export const equalized = z.boolean().optional();
/** How many times as fast a layer with equalised rates learns. */
export const rate = z.number().positive().max(1).optional();
/** What a layer gives is so many times as large: what follows an activation in the originals, before it. */
export const outputGain = z.number().positive().max(10).optional();

/** Miyato et al. 2018, "Spectral Normalization for GANs", equation 8: the kernel divided by its largest singular value. */
export const spectralNorm = z.boolean().optional();

/** How a side of an image comes out of a convolution or pooling. */
export const sideOf = (size: number, how: { kernelSize: number; stride: number; padding: 'same' | 'valid' }): number =>
  Math.ceil((how.padding === 'same' ? size : size - how.kernelSize + 1) / how.stride);

/** @throws {LayerFault} where a kernel is larger than the image that it must lie within */
export function requireRoom(
  { kernelSize: side, padding: how }: { kernelSize: number; padding: 'same' | 'valid' },
  [height = 1, width = 1]: Shape,
): void {
  if (how === 'valid' && Math.min(height, width) < side)
    throw new LayerFault(`A ${side}×${side} kernel does not fit into ${height}×${width} pixels.`);
}
