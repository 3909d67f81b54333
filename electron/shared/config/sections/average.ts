import { z } from 'zod';
import { field } from '../field.ts';

/** The second generator: a moving average of the first one's weights. */
export const averageFields = {
  'ema.decay': field(
    {
      label: 'EMA of G',
      help: "A second generator whose weights follow G's slowly: the share kept at each step; 0: off.",
      group: 'average',
      player: 'generator',
      teaching:
        'G circles around good weights; their exponential moving average (EMA) sits in the middle and makes steadier, often better images. It ' +
        "learns nothing itself and costs little. Its samples are shown beside G's own. 0.999 averages the last thousand steps.",
      source: 'Yazıcı et al. 2019, "The Unusual Effectiveness of Averaging in GAN Training"',
    },
    z.number().min(0).max(0.99999).default(0),
  ),
};
