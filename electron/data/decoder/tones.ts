import type { Raster } from './resample.ts';

/** Black for white. */
export const inverted = (raster: Raster): Raster => ({ ...raster, data: raster.data.map((value) => 255 - value) });
