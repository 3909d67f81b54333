import { z } from 'zod';

/** Fields that several kinds have. */
export const count = z.number().int().positive().max(65_536);
export const kernelSize = z.number().int().min(1).max(31);
export const stride = z.number().int().min(1).max(8);
export const padding = z.enum(['same', 'valid']).default('same');
export const useBias = z.boolean().default(true);

/** Miyato et al. 2018, "Spectral Normalization for GANs", equation 8: the kernel divided by its largest singular value. */
export const spectralNorm = z.boolean().optional();

/** How a side of an image comes out of a convolution or pooling. @throws {LayerFault} through `refuse` where it does not fit in */
export const sideOf = (size: number, how: { kernelSize: number; stride: number; padding: 'same' | 'valid' }): number =>
  Math.ceil((how.padding === 'same' ? size : size - how.kernelSize + 1) / how.stride);
