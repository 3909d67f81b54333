import { z } from 'zod';
import { field } from '../field.ts';

const dropoutRate = () => z.number().min(0).max(0.9).default(0);

/** What is changed in the recipe's networks. */
export const networkFields = {
  'network.width': field(
    {
      label: 'Width',
      help: 'Hidden layers are this many times as wide as the recipe’s.',
      group: 'network',
      teaching:
        'Half the width is a quarter of the weights and about a quarter of the time for a step; samples get simpler. ' +
        'Try a recipe at a quarter of its width first, and the full width overnight.',
    },
    z.number().min(0.03125).max(4).default(1),
  ),
  'network.upsampling': field(
    {
      label: 'Upsampling',
      help: 'How a convolutional generator makes images larger.',
      group: 'network',
      player: 'generator',
      choiceLabels: { recipe: 'The recipe’s', transposed: 'Transposed convolution', resize: 'Resize, then convolve' },
      teaching:
        'A transposed convolution covers some pixels more often than others, which shows as a checkerboard. Repeating ' +
        'pixels first and convolving then has no such pattern and costs more.',
      source: 'Odena et al. 2016, “Deconvolution and Checkerboard Artifacts”',
    },
    z.enum(['recipe', 'transposed', 'resize']).default('recipe'),
  ),
  'network.generator.dropout': field(
    {
      label: 'Dropout in G',
      help: 'Share of hidden values set to zero while G trains.',
      group: 'network',
      player: 'generator',
      teaching:
        'Where the recipe has dropout layers this is their rate; elsewhere one follows each hidden activation. In G it is ' +
        'noise between the layers, which can help against collapse to few images.',
      source: 'Srivastava et al. 2014; Isola et al. 2017, section 2.1',
    },
    dropoutRate(),
  ),
  'network.discriminator.dropout': field(
    {
      label: 'Dropout in D',
      help: 'Share of hidden values set to zero while D trains.',
      group: 'network',
      player: 'discriminator',
      teaching:
        'Where the recipe has dropout layers this is their rate; elsewhere one follows each hidden activation. In D it ' +
        'holds back a discriminator that wins too easily.',
      source: 'Srivastava et al. 2014',
    },
    dropoutRate(),
  ),
  'network.discriminator.spectralNorm': field(
    {
      label: 'Spectral norm in D',
      help: 'Each of D’s kernels is divided by its largest singular value.',
      group: 'network',
      player: 'discriminator',
      choiceLabels: { off: 'Off', on: 'On' },
      teaching:
        'No layer can then stretch a difference between images, so D stays smooth at almost no cost. Goes well with the ' +
        'hinge loss, and needs no batch norm in D.',
      source: 'Miyato et al. 2018, equation 8 and algorithm 1',
    },
    z.enum(['off', 'on']).default('off'),
  ),
  'network.initializer': field(
    {
      label: 'Initialisation',
      help: 'What the weights are before training.',
      group: 'network',
      choiceLabels: {
        keras: 'Keras: Glorot uniform',
        torch: 'PyTorch: Kaiming uniform',
        'he-uniform': 'He uniform',
        normal: 'Normal N(0, 0.02)',
        'fan-in-normal': 'Normal N(0, 1/√fan in)',
      },
      teaching:
        'Glorot and He choose a range by the size of each layer, so that values neither grow nor shrink on the way through; ' +
        'the DCGAN paper takes a fixed small one. Biases start at zero but with PyTorch’s, where they are random too.',
      source:
        'Glorot & Bengio 2010; He et al. 2015; Radford et al. 2016, section 4; LeCun et al. 1998, “Efficient BackProp”, section 4.6',
    },
    z.enum(['keras', 'torch', 'he-uniform', 'normal', 'fan-in-normal']).default('keras'),
  ),
};
