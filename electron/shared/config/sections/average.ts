import { z } from 'zod';
import { field } from '../field.ts';

/** The second generator: a moving average of the first one's weights. */
export const averageFields = {
  'ema.decay': field(
    {
      label: 'EMA of G',
      help: 'A second generator whose weights follow G’s slowly: the share kept at each step; 0: off.',
      group: 'average',
      player: 'generator',
      teaching:
        'G circles around good weights; their exponential moving average (EMA) sits in the middle and makes steadier, often better images. It ' +
        'learns nothing itself and costs little. Its samples are shown beside G’s own. 0.999 averages the last thousand steps.',
      source: 'Yazıcı et al. 2019, “The Unusual Effectiveness of Averaging in GAN Training”',
    },
    z.number().min(0).max(0.99999).default(0),
  ),
  'ema.batchNorm': field(
    {
      label: 'Batch norm of the EMA',
      help: 'Where the EMA takes the means and variances of its batch norm from.',
      group: 'average',
      player: 'generator',
      choiceLabels: { measured: 'Measured', copied: 'G’s' },
      teaching:
        'Batch norm remembers the means and variances of G’s own values in training. Averaged weights make other values: ' +
        'with G’s numbers the pictures of the EMA come out too bright or too dark. Measured, the EMA makes 512 images ' +
        'before its pictures, checkpoints and distances are made, and its batch norm goes by these.',
      source:
        'Izmailov et al. 2018, “Averaging Weights Leads to Wider Optima”, section 3.2; Wu & Johnson 2021, section 3',
      // Runs from before there was this setting had G's.
      ofNewRuns: 'measured',
    },
    z.enum(['measured', 'copied']).default('copied'),
  ),
};
