import type { EvaluationId } from '@shared/evaluations.ts';
import type { Network } from '../network/network.ts';
import type { Images } from './batches.ts';
import type { DuelOptions } from './duel.ts';
import { ImageDistance } from './image-distance.ts';

/** Measures generators of one run. It draws nothing that training draws, and gives the same of the same weights. */
export interface Measure {
  /** Waits for the device. @param generator with the weights whose images count: the EMA's where there is one */
  of(generator: Network): Promise<number>;
}

/** How each evaluation is measured; what it needs is made at the first time. */
export const MEASURES: Record<EvaluationId, (images: Images, options: DuelOptions) => Measure> = {
  'sliced-wasserstein': (images, options) => new ImageDistance(images, options),
};
