import type { BundledDataset } from './bundled.ts';
import { EMOJI } from './emoji.ts';
import { FASHION_MNIST } from './fashion-mnist.ts';

/** What ships with Forger, in the order in which it is listed. */
export const BUNDLED: readonly BundledDataset[] = [FASHION_MNIST, EMOJI];

export const bundledOf = (id: string): BundledDataset | undefined => BUNDLED.find(({ record }) => record.id === id);
