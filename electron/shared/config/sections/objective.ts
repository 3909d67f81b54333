import { z } from 'zod';
import { GENERATOR_GOALS, LOSS_KINDS, LOSSES } from '../../loss/index.ts';
import { field } from '../field.ts';

/** Losses, how often each player is updated, and latents. */
export const objectiveFields = {
  'loss.kind': field(
    {
      label: 'Loss',
      help: 'What D is trained to say of real and of fake.',
      group: 'objective',
      choiceLabels: Object.fromEntries(LOSS_KINDS.map((kind) => [kind, LOSSES[kind].title])),
      teaching: LOSS_KINDS.map((kind) => LOSSES[kind].words).join(' '),
      source: LOSS_KINDS.map((kind) => LOSSES[kind].source).join('; '),
    },
    z.enum(LOSS_KINDS).default('cross-entropy'),
  ),
  'loss.generator': field(
    {
      label: 'Generator goal',
      help: 'With cross-entropy: make D say “real” (non-saturating), or the first paper’s zero-sum loss.',
      group: 'objective',
      player: 'generator',
      choiceLabels: { 'non-saturating': 'Non-saturating', minimax: 'Minimax' },
      teaching:
        'Minimax gives G exactly the negative of D’s loss. While D wins, its gradient is flat and G learns nothing: the ' +
        'saturation that the non-saturating loss −log D(G(z)) was made against. Start one run with each and look at the ' +
        'first epochs side by side.',
      source: 'Goodfellow et al. 2014, section 3',
    },
    z.enum(GENERATOR_GOALS).default('non-saturating'),
  ),
  'loss.margin': field(
    {
      label: 'Hinge margin from',
      help: 'With hinge: how far each score of D’s has to go is drawn between this and 1; 1: always 1.',
      group: 'objective',
      player: 'discriminator',
      teaching:
        'Where the margin is another one for every score and step, no score sits still exactly at the margin, and D gives ' +
        'G’s images a slope a little longer. FastGAN’s authors draw it from 0.8.',
      source: 'Liu et al. 2021, “Towards Faster and Stabilized GAN Training”, the authors’ code',
    },
    z.number().min(0).max(1).default(1),
  ),
  'reconstruction.weight': field(
    {
      label: 'Reconstruction weight',
      help: 'Where D has decoders: how much it counts that they rebuild real images from what D sees in them.',
      group: 'objective',
      player: 'discriminator',
      teaching:
        'A D that must be able to draw a real image again from its own small features has to keep what is in the image, and ' +
        'cannot learn a few images by heart by one spot of each. That is what lets it train on a hundred images. The error ' +
        'is charted: it falls fast at first, and a D that forgets its images shows as a rise.',
      source: 'Liu et al. 2021, “Towards Faster and Stabilized GAN Training”, section 3.2 and equation 2',
    },
    z.number().min(0).max(100).default(1),
  ),
  'loss.targetWeight': field(
    {
      label: 'Target weight',
      help: 'Of pairs: how much the distance from the target (L1) counts in G’s loss beside fooling D.',
      group: 'objective',
      player: 'generator',
      teaching:
        'The L1 distance asks for the right picture and is content with a blurred one, as the mean of all that might be right; D asks ' +
        'for a sharp one. With 0, G may draw what it likes as long as it goes with the input; with very much, D is hardly heard.',
      source: 'Isola et al. 2017, equations 3 and 4',
    },
    z.number().min(0).max(1000).default(100),
  ),
  'loss.classWeight': field(
    {
      label: 'Class loss weight',
      help: 'Where D also names the class (AC-GAN): how much that counts beside real or fake.',
      group: 'objective',
      teaching:
        'An auxiliary classifier in D asks both networks for images whose class can be told. Too much weight makes every ' +
        'class look like its one clearest picture; 1 is the published value.',
      source: 'Odena et al. 2017, equations 2 and 3',
    },
    z.number().min(0).max(100).default(1),
  ),
  'steps.discriminator': field(
    {
      label: 'D updates per step',
      help: 'Raise it when D falls behind.',
      unit: 'updates',
      group: 'objective',
      player: 'discriminator',
      teaching:
        'How often D moves, each time on new images, before G moves. One is usual; a Wasserstein critic wants about five, ' +
        'because its score means something only when it is nearly optimal. Each update costs its time.',
      source: 'Goodfellow et al. 2014, algorithm 1; Arjovsky et al. 2017, algorithm 1',
    },
    z.number().int().min(1).max(100).default(1),
  ),
  'steps.generator': field(
    {
      label: 'G updates per step',
      help: 'Raise it when G falls behind.',
      unit: 'updates',
      group: 'objective',
      player: 'generator',
      teaching:
        'How often G moves after D has. Two keep G up with a D that wins early; more of them let G overfit to today’s D. ' +
        'Watch D(G(z)): when it rises to one half and beyond, take the extra update away.',
      source: 'Chintala et al. 2016, “How to Train a GAN?”',
    },
    z.number().int().min(1).max(100).default(1),
  ),
  'steps.generatorEvery': field(
    {
      label: 'G moves every',
      help: 'G moves in one step of so many only, the first among them; 1: in every step.',
      unit: 'steps',
      group: 'objective',
      player: 'generator',
      teaching:
        'D then has several steps, each on new images, before G answers: what more D updates a step do, with steps, samples ' +
        'and checkpoints counted by D’s batches. A Wasserstein critic wants about five.',
      source: 'Gulrajani et al. 2017, algorithm 1',
    },
    z.number().int().min(1).max(100).default(1),
  ),
  'steps.discriminatorEvery': field(
    {
      label: 'D moves every',
      help: 'D moves in one step of so many only, the first among them; 1: in every step.',
      unit: 'steps',
      group: 'objective',
      player: 'discriminator',
      teaching:
        'The gentlest way to hold back a D that wins early: it sees fewer images, and G answers the same D several times. ' +
        'Watch D(G(z)): where G overfits to a D that stands still, it climbs between D’s moves.',
      source: 'Goodfellow et al. 2014, algorithm 1',
    },
    z.number().int().min(1).max(100).default(1),
  ),
  'latent.size': field(
    {
      label: 'Latent size',
      help: 'How many random numbers the generator starts from.',
      unit: 'numbers',
      group: 'objective',
      player: 'generator',
      teaching:
        'Each image comes from a point in a space of this many dimensions. A hundred is far more than digits or clothes ' +
        'need; very few show as samples that resemble each other.',
      source: 'Radford et al. 2016, section 4',
    },
    z.number().int().min(1).max(4096).default(100),
  ),
  'latent.prior': field(
    {
      label: 'Latent prior',
      help: 'The distribution those numbers are drawn from.',
      group: 'objective',
      player: 'generator',
      choiceLabels: { normal: 'Normal N(0, 1)', uniform: 'Uniform U(−1, 1)' },
      teaching:
        'Normal latents lie near a sphere, uniform ones in a cube. Either works; a walk between two normal latents should ' +
        'go along the sphere, between uniform ones straight. The choice has to be the same when the generator is used.',
      source: 'White 2016, “Sampling Generative Networks”',
    },
    z.enum(['normal', 'uniform']).default('normal'),
  ),
};
