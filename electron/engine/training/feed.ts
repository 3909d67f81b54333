import type { RunConfig } from '@shared/config/schema.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { Batches, type Images } from './batches.ts';
import { drawLatents } from './latents.ts';

/** What a training step is fed with. Same step and part, same numbers, in an array of their own. */
export interface Feed {
  readonly stepsPerEpoch: number;
  /** Real images the step shows; the last of an epoch may show fewer. */
  sizeAt(step: number): number;
  /** The first `count` real images of D's update `part`, [count, height, width, channels], −1 to 1. */
  real(step: number, part: number, count: number): Float32Array;
  /** Latents for update `part` of a player, [count, latent size]. */
  latents(player: 'generator' | 'discriminator', step: number, part: number, count: number): Float32Array;
}

const PURPOSES = { generator: 'generatorLatents', discriminator: 'discriminatorLatents' } as const;

/** Feeds a run from its data set and its seed. */
export function seededFeed(images: Images, sampling: Recipe['sampling'], config: RunConfig): Feed {
  const batches = new Batches(images, sampling, config.batch, config.seed);
  return {
    stepsPerEpoch: batches.stepsPerEpoch,
    sizeAt: (step) => batches.sizeAt(step),
    real: (step, part, count) => batches.values(batches.indices(step, part).subarray(0, count)),
    latents: (player, step, part, count) => {
      const key = { seed: config.seed, purpose: PURPOSES[player], step, part };
      return drawLatents(config['latent.prior'], key, count, config['latent.size']);
    },
  };
}
