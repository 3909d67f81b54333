import { z } from 'zod';
import { field } from '../field.ts';

const target = z.number().min(-1).max(2);
const SMOOTHING = 'Salimans et al. 2016, section 3.4; Chintala et al. 2016, “How to Train a GAN?”';
const NOISE = 'Arjovsky & Bottou 2017, section 3; Sønderby et al. 2017; Roth et al. 2017';

/** What keeps D from being too sure: smoothed and flipped targets, instance noise. Targets count with cross-entropy and least squares. */
export const labelFields = {
  'labels.real.low': field(
    {
      label: 'Real target, low',
      help: 'Targets of real images are drawn from this to the high end.',
      group: 'labels',
      player: 'discriminator',
      teaching:
        'D is told that a real image is worth this much instead of 1, drawn anew for each image. Low and high both at 0.9 ' +
        'is one-sided smoothing: D stays a little unsure and its gradients useful. 0.7 to 1.2 is the noisy range of the ' +
        'tutorials. Watch D(x) settle below 1.',
      source: SMOOTHING,
    },
    target.default(1),
  ),
  'labels.real.high': field(
    {
      label: 'Real target, high',
      help: 'The high end of targets of real images.',
      group: 'labels',
      player: 'discriminator',
      teaching: 'See the low end. The same number at both ends gives every real image the same target.',
      source: SMOOTHING,
    },
    target.default(1),
  ),
  'labels.fake.low': field(
    {
      label: 'Fake target, low',
      help: 'Targets of fakes are drawn from this to the high end.',
      group: 'labels',
      player: 'discriminator',
      teaching:
        'What D is told a fake is worth, drawn anew for each. 0 to 0.3 is the noisy range of the tutorials. Smoothing fakes ' +
        'rewards G for staying where it is, so the papers smooth real images only.',
      source: SMOOTHING,
    },
    target.default(0),
  ),
  'labels.fake.high': field(
    {
      label: 'Fake target, high',
      help: 'The high end of targets of fakes.',
      group: 'labels',
      player: 'discriminator',
      teaching: 'See the low end. The same number at both ends gives every fake the same target.',
      source: SMOOTHING,
    },
    target.default(0),
  ),
  'labels.flip': field(
    {
      label: 'Label flips',
      help: 'Share of images whose target D is told the wrong way round.',
      group: 'labels',
      player: 'discriminator',
      teaching:
        'With this probability a real image is shown as fake and a fake as real. A few per cent hold back a D that wins too ' +
        'early; its accuracy can then not reach 100 %.',
      source: 'Chintala et al. 2016, “How to Train a GAN?”',
    },
    z.number().min(0).max(0.5).default(0),
  ),
  'noise.start': field(
    {
      label: 'Instance noise',
      help: 'Standard deviation of the noise on every image D sees, at the start; 0: none.',
      group: 'labels',
      player: 'discriminator',
      teaching:
        'Gaussian noise on real and fake alike makes the two overlap, so that D cannot tell them apart by a trifle and its ' +
        'gradient says something. It decays to nothing as the fakes get better. Too much, or for too long, and the samples ' +
        'stay grainy.',
      source: NOISE,
    },
    z.number().min(0).max(2).default(0),
  ),
  'noise.decay': field(
    {
      label: 'Noise decay',
      help: 'How instance noise goes to zero.',
      group: 'labels',
      player: 'discriminator',
      choiceLabels: {
        none: 'Stays',
        linear: 'Linear, each step',
        exponential: 'Exponential, each step',
        epochs: 'Linear, each epoch',
      },
      teaching:
        'Linear takes it down evenly and ends at zero; exponential takes most of it early and has 1 % left at the end; the ' +
        'third goes down once an epoch. The chart shows it beside the losses.',
      source: NOISE,
    },
    z.enum(['none', 'linear', 'exponential', 'epochs']).default('linear'),
  ),
  'noise.epochs': field(
    {
      label: 'Noise lasts',
      help: 'Epochs until instance noise is gone.',
      unit: 'epochs',
      group: 'labels',
      player: 'discriminator',
      teaching: 'From then on D sees images as they are. A third of the run is a sensible start.',
      source: NOISE,
    },
    z.number().min(0.01).max(100_000).default(20),
  ),
};
