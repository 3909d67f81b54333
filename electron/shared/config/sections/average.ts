import { z } from 'zod';
import { field } from '../field.ts';

/** Of an EMA, in images. */
export const LONGEST_HALF_LIFE = 1_000_000_000;

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
  'ema.halfLife': field(
    {
      label: 'Half-life of the EMA',
      help: 'The EMA by images in place of steps: after so many, half of what it held is left; 0: by the share kept at each step.',
      unit: 'images',
      group: 'average',
      player: 'generator',
      teaching:
        'A share kept at each step means another memory with each batch size; a half-life in images means the same with all. ' +
        'A few per cent of what the run sees is usual: R3GAN takes 500,000 of 20 million at 64 pixels. Too long for a short run, and the ' +
        'EMA’s pictures lag behind G’s.',
      source: 'Karras et al. 2018, “Progressive Growing of GANs”; Huang et al. 2024, their code',
    },
    z.number().int().min(0).max(LONGEST_HALF_LIFE).default(0),
  ),
  'ema.warmup': field(
    {
      label: 'Warm-up of the EMA',
      help: 'How its half-life grows from nothing, so that early weights are soon forgotten.',
      group: 'average',
      player: 'generator',
      choiceLabels: { none: 'None', seen: 'With the images seen', cosine: 'Over the run' },
      teaching:
        'G’s first weights are worth little, and a long memory drags them along. With the images seen, the half-life is at most a ' +
        'twentieth of them, as in StyleGAN2; over the run it grows along a cosine, as in R3GAN, and the EMA follows G closely for long.',
      source:
        'Karras et al. 2020, “Analyzing and Improving the Image Quality of StyleGAN”, their code; Huang et al. 2024, their code',
    },
    z.enum(['none', 'seen', 'cosine']).default('none'),
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
