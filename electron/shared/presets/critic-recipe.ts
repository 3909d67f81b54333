import { TORCH_ADAM } from './frameworks.ts';
import type { Recipe } from './recipe.ts';

/** The training step the recipes after DCGAN share: D on real and fake at once, then G on latents of its own. */
export const CRITIC_RECIPE: Recipe = {
  sampling: 'epoch',
  order: 'alternating',
  discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
  generator: { latents: 'fresh' },
  labels: 'none',
  adamEpsilon: TORCH_ADAM,
};
