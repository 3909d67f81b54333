import { hasPretrained } from './network/frozen.ts';
import type { NetworkPair } from './network/layers.ts';

/** A number that a checkpoint is measured by, beside the data's pictures. */
export interface MeasuredKind {
  /** Of its chart. */
  title: string;
  /** Beside the number, short. */
  label: string;
  /** In sentences and tables. */
  words: string;
  /** Whose it is; left out, the generator's. */
  player?: 'generator' | 'discriminator';
  /** Empty where it has none. */
  unit: string;
  /** Which of two values speaks for the better network; `one`: the nearer to 1, as the data's own pictures are. */
  better: 'lower' | 'higher' | 'one';
  /** The y axis begins at 0 and spans at least up to here. */
  least: number;
  /** How to read it, and its paper. */
  explained: string;
}

/**
 * What stands beside the numbers of a run whose D looks through the network that they are by; null of other runs.
 */
export const partialWords = ({ discriminator }: Pick<NetworkPair, 'discriminator'>): string | null =>
  hasPretrained(discriminator)
    ? `All but ${MEASURED.swdPixels.title.toLowerCase()}, ${MEASURED.grain.title.toLowerCase()} and ${MEASURED.checkerboard.title.toLowerCase()} ` +
      'are by the network whose features D was trained on: they flatter this run. Do not compare them with those of other recipes.'
    : null;

/** Every one by its id. How each is measured: `Values` in engine/evaluation/measure, and host/evaluate/by-heart. */
export const MEASURED = {
  kid: {
    title: 'KID',
    label: 'KID',
    words: 'kernel distance of features (KID)',
    unit: '',
    better: 'lower',
    least: 0.1,
    explained:
      'How differently real pictures and fakes are distributed, as a network that has seen many pictures sees them. About 0, a ' +
      'little above or below, for pictures of the data itself. It does not depend on how many pictures there are, so it is the one to ' +
      'compare checkpoints and runs by. Bińkowski et al. 2018, “Demystifying MMD GANs”.',
  },
  kidSd: {
    title: 'KID, standard deviation',
    label: '± KID',
    words: 'standard deviation of the KID',
    unit: '',
    better: 'lower',
    least: 0.02,
    explained:
      'How far the KID would move with other pictures, from random halves of both sets: two values nearer to each other than twice ' +
      'this are the same. Bińkowski et al. 2018, “Demystifying MMD GANs”.',
  },
  fdLite0: {
    title: 'FD, Lite0',
    label: 'FD',
    words: 'Fréchet distance of features (FD, Lite0)',
    unit: '',
    better: 'lower',
    least: 50,
    explained:
      'How far the mean and the covariance of the fakes’ features are from the data’s. It is computed like FID, from another network’s ' +
      'features, so compare it with no FID; and as it falls with the number of pictures, only with values of as many. ' +
      'Heusel et al. 2017, “GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium”.',
  },
  precision: {
    title: 'Precision',
    label: 'precision',
    words: 'precision',
    unit: 'share of fakes',
    better: 'higher',
    least: 1,
    explained:
      'The share of fakes that look real: those as near to some real picture as its own third neighbour is. High with low recall: good ' +
      'pictures, too few kinds. Kynkäänniemi et al. 2019, “Improved Precision and Recall Metric for Assessing Generative Models”.',
  },
  recall: {
    title: 'Recall',
    label: 'recall',
    words: 'recall',
    unit: 'share of real images',
    better: 'higher',
    least: 1,
    explained:
      'The share of real pictures that G might have made: those as near to some fake as its own third neighbour is. It falls where ' +
      'kinds of pictures are missing. Kynkäänniemi et al. 2019, “Improved Precision and Recall Metric for Assessing Generative Models”.',
  },
  density: {
    title: 'Density',
    label: 'density',
    words: 'density',
    unit: '',
    better: 'higher',
    least: 1,
    explained:
      'How thickly real pictures lie where the fakes are: 1 as for real pictures, above it where fakes keep to what is most ' +
      'usual in the data. A precision that single odd pictures do not sway. Naeem et al. 2020, “Reliable Fidelity and Diversity Metrics for Generative Models”.',
  },
  coverage: {
    title: 'Coverage',
    label: 'coverage',
    words: 'coverage',
    unit: 'share of real images',
    better: 'higher',
    least: 1,
    explained:
      'The share of real pictures that have a fake among their nearest five neighbours; 0.97 for pictures of the data itself. A recall that ' +
      'odd fakes do not sway: it falls where kinds of pictures are missing. Naeem et al. 2020, “Reliable Fidelity and Diversity Metrics for Generative Models”.',
  },
  swdFeatures: {
    title: 'Distance in features',
    label: 'SWD',
    words: 'sliced Wasserstein distance of features',
    unit: 'standard deviations',
    better: 'lower',
    least: 0.5,
    explained:
      'How far features would have to move to turn the fakes into the data, along directions at random, in standard deviations of a ' +
      'feature. 0 for equal sets. Rabin et al. 2011, “Wasserstein Barycenter and Its Application to Texture Mixing”.',
  },
  swdPixels: {
    title: 'Distance in pixels',
    label: 'SWD',
    words: 'sliced Wasserstein distance of pixels',
    unit: 'grey levels',
    better: 'lower',
    least: 10,
    explained:
      'How far pixels would have to move to turn the fakes into the data, along directions at random. It sees brightness, contrast ' +
      'and place, and hardly sharpness. 0 for equal sets. Rabin et al. 2011, “Wasserstein Barycenter and Its Application to Texture ' +
      'Mixing”; for GANs, Karras et al. 2018, “Progressive Growing of GANs”.',
  },
  diversity: {
    title: 'Diversity',
    label: 'diversity',
    words: 'diversity',
    unit: 'of the data’s',
    better: 'one',
    least: 1,
    explained:
      'How much two fakes differ, as a share of how much two real pictures do. 0 where G makes one picture only, 1 as in the ' +
      'data; more is noise as a rule. The distance is one of features, as in Zhang et al. 2018, “The Unreasonable Effectiveness of Deep ' +
      'Features as a Perceptual Metric”.',
  },
  classes: {
    title: 'Classes',
    label: 'classes',
    words: 'evenness over classes',
    unit: '',
    better: 'higher',
    least: 1,
    explained:
      'How evenly the fakes are spread over the labels, beside the data: 1 as in the data, 0.9 where one of ten labels is missing, 0.1 ' +
      'where there is one only. What label a fake has, a linear reading of its features says. None for data without labels. Che et al. 2017, ' +
      '“Mode Regularized Generative Adversarial Networks”.',
  },
  grain: {
    title: 'Grain',
    label: 'grain',
    words: 'grain',
    unit: 'of the data’s',
    better: 'one',
    least: 2,
    explained:
      'The energy of the finest detail, from pixel to pixel, as a share of the data’s: below 1 fakes are blurred, above 1 they are ' +
      'noisy. Durall et al. 2020, “Watch your Up-Convolution”.',
  },
  checkerboard: {
    title: 'Checkerboard',
    label: 'checkerboard',
    words: 'checkerboard pattern',
    unit: 'of the data’s',
    better: 'one',
    least: 2,
    explained:
      'How strongly fakes repeat every 2 or 4 pixels, beside the data: above 1 the strides of transposed convolutions show as a ' +
      'pattern. None for pictures of fewer than 16 pixels a side. Odena et al. 2016, “Deconvolution and Checkerboard Artifacts”.',
  },
  copies: {
    title: 'Copies',
    label: 'copies',
    words: 'share of copies',
    unit: 'share of fakes',
    better: 'lower',
    least: 0.1,
    explained:
      'The share of fakes that are training images, or nearly: less than half as far from one as that one is from the next. About 0 for ' +
      'new pictures of the data, 1 where all were learnt by heart. Meehan et al. 2020, “A Non-Parametric Test to Detect ' +
      'Data-Copying in Generative Models”.',
  },
  byHeart: {
    title: 'Known by heart',
    label: 'by heart',
    words: 'images that D knows by heart',
    player: 'discriminator',
    unit: '',
    better: 'lower',
    least: 1,
    explained:
      'How surely D tells images it was trained on from images that were held out of training: the probability that it scores one of the ' +
      'former above one of the latter. About 0.5 where it knows none by heart, 1 where it knows all, and then teaches G little. ' +
      'None where no images are held out. Karras et al. 2020, “Training Generative Adversarial Networks with Limited Data”.',
  },
} as const satisfies Record<string, MeasuredKind>;

export type MeasuredId = keyof typeof MEASURED;
export const MEASURED_IDS = Object.keys(MEASURED) as [MeasuredId, ...MeasuredId[]];
