import type { Layer } from '@shared/network/layers.ts';
import { MADE_UP, usualImage, type Subject } from '../../electron/engine/host/bench/index.ts';

/** What is measured, by the name it has in the table. */
export interface Networks {
  name: string;
  subject: Subject;
}

const LEAKY: Layer = { type: 'leakyRelu', slope: 0.2 };
const hidden = (): Layer[] => [{ type: 'dense', units: 16, useBias: true }, LEAKY];

const recipe = (preset: string, batch: number, width = 1): Networks => ({
  name: width === 1 ? preset : `${preset}, width ${width}`,
  subject: {
    settings: { preset, dataset: MADE_UP, batch, 'network.width': width },
    image: usualImage(preset),
  },
});

/** Points in the plane: the arithmetic is nothing, so that what a step costs is the calling. */
const tiny: Networks = {
  name: 'tiny dense',
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
  tiny,
  recipe('dcgan-64', 32),
  recipe('dcgan-64', 32, 0.5),
  recipe('wang-dcgan-28', 32),
];
