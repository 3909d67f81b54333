import { z } from 'zod';
import { MOST_LAYERS, layerName, nodesOf, type NetworkData } from './network/graph.ts';

/** Layers of a network that pass a style on, by name, first to last: where styles can be steered. */
export const styleLayers = (network: NetworkData): string[] =>
  nodesOf(network).flatMap((layer, index) => (layer.type === 'style' ? [layerName(layer, index)] : []));

/** Latents whose mean style truncation goes by. */
export const MEAN_LATENTS = 4096;

/** ψ of truncation: at 1 a style is as it comes, at 0 the mean style, below it the opposite (Karras et al. 2019, figure 8). */
export const TRUNCATION = { least: -1, most: 1 } as const;

/** How styles are steered where images are drawn of latents. */
export const steeringSchema = z.strictObject({
  /** ψ; left out, 1. */
  truncation: z.number().min(TRUNCATION.least).max(TRUNCATION.most).optional(),
  /** Styles of other latents, those of this seed, from a style layer on: 0 is the first; their number: from none. */
  mixing: z
    .strictObject({ seed: z.number().int().min(0).max(0xffff_ffff), from: z.number().int().min(0).max(MOST_LAYERS) })
    .optional(),
});
export type Steering = z.infer<typeof steeringSchema>;
