import type { Layer } from '@shared/network/layers.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import { MADE_UP, type Subject } from '../../electron/engine/host/bench/index.ts';

/** What can be measured together: every recipe as published, or what a step costs as one number grows. */
export const GROUPS = ['presets', 'batch', 'width', 'size'] as const;
export type Group = (typeof GROUPS)[number];

/** What is measured, by the name it has in the table. */
export interface Networks {
  name: string;
  group: Group;
  subject: Subject;
}

const LEAKY: Layer = { type: 'leakyRelu', slope: 0.2 };
const hidden = (): Layer[] => [{ type: 'dense', units: 16, useBias: true }, LEAKY];

const recipe = (preset: string, batch: number, width = 1): Networks => ({
  name: width === 1 ? preset : `${preset}, width ${width}`,
  group: 'presets',
  subject: {
    settings: { preset, dataset: MADE_UP, batch, 'network.width': width },
    image: usualImage(preset),
  },
});

/** As a recipe goes that may do without labels: the peers' graphs have none. */
const unlabelled = (networks: Networks): Networks => ({
  ...networks,
  subject: { ...networks.subject, classes: 0 },
});

const square = (side: number, networks: Networks): Networks => ({
  name: `${networks.name}, ${side}×${side}`,
  group: 'size',
  subject: { ...networks.subject, image: { height: side, width: side, channels: 3 } },
});

/** Points in the plane: the arithmetic is nothing, so that what a step costs is the calling. */
const tiny: Networks = {
  name: 'tiny dense',
  group: 'presets',
  subject: {
    settings: { preset: 'fashion-gan-torch', dataset: MADE_UP, batch: 32, 'latent.size': 2 },
    image: { height: 1, width: 2, channels: 1 },
    own: {
      generator: [
        ...hidden(),
        ...hidden(),
        { type: 'dense', units: 2, useBias: true },
        { type: 'tanh' },
        { type: 'reshape', shape: [1, 2, 1] },
      ],
      discriminator: [
        { type: 'flatten' },
        ...hidden(),
        ...hidden(),
        { type: 'dense', units: 1, useBias: true },
        { type: 'sigmoid' },
      ],
    },
  },
};

export const NETWORKS: readonly Networks[] = [
  recipe('keras-gan', 128),
  recipe('fashion-gan-torch', 128),
  recipe('fashion-gan-tf', 128),
  tiny,
  recipe('minimax', 128),
  recipe('gans-mlp', 128),
  recipe('dcgan-64', 32),
  recipe('dcgan-64', 32, 0.5),
  recipe('wang-dcgan-28', 32),
  recipe('notmnist-dcgan', 32),
  recipe('gans-dcgan', 32),
  recipe('lsgan', 64),
  recipe('wgan', 64),
  recipe('wgan-gp', 64),
  recipe('hinge', 64),
  recipe('r1', 64),
  recipe('dragan', 64),
  recipe('cgan', 64),
  recipe('acgan', 64),
  recipe('fastgan', 8, 0.5),
  recipe('fastgan', 8, 0.125),
  recipe('r3gan', 32, 0.0625),
  unlabelled(recipe('sngan-resnet', 32, 0.25)),
  unlabelled(recipe('sagan', 32, 0.25)),
  unlabelled(recipe('stylegan2', 16, 0.125)),
  recipe('pix2pix', 1, 0.5),
  ...[8, 32, 128, 512].map((batch) => ({ ...recipe('keras-gan', batch), group: 'batch' as const })),
  ...[8, 32, 128].map((batch) => ({ ...recipe('dcgan-64', batch, 0.25), group: 'batch' as const })),
  ...[0.25, 0.5, 1, 2].map((width) => ({ ...recipe('keras-gan', 128, width), group: 'width' as const })),
  ...[0.25, 0.5, 1].map((width) => ({ ...recipe('dcgan-64', 32, width), group: 'width' as const })),
  ...[16, 32, 64, 128].map((side) => square(side, recipe('dcgan-64', 32, 0.25))),
];
