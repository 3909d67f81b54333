import type { Graph } from '@shared/network/graph.ts';
import type { ImageShape, Layer, NetworkPair } from '@shared/network/layers.ts';
import { CRITIC_RECIPE } from '@shared/presets/critic-recipe.ts';
import type { Recipe } from '@shared/presets/index.ts';

/** How wide networks steered by styles are. */
export interface StyleStack {
  /** Channels from 4 × 4 pixels up. */
  channels: readonly number[];
  /** Numbers of a style. */
  style: number;
  /** Dense layers that make it of the latents. */
  mapping: number;
  /** How many times as fast as the others these learn. */
  mappingRate: number;
}

const LEAST_SIDE = 4;
/** What keeps a LeakyReLU from shrinking values, before it as good as behind it. */
const GAIN = Math.SQRT2;
/** Two ways that are added keep the size of one. */
const HALF = Math.SQRT1_2;
const leaky = (id?: string): Layer => ({ type: 'leakyRelu', slope: 0.2, ...(id !== undefined && { id }) });

const conv = (id: string, filters: number, kernelSize: number, more: Partial<Layer> = {}): Layer =>
  ({
    ...{ type: 'conv2d', id, filters, kernelSize, stride: 1, padding: 'same', useBias: true, equalized: true },
    ...{ outputGain: GAIN, ...more },
  }) as Layer;

/** A convolution that a style steers, its noise and its activation, which the stage is called by. */
const steered = (id: string, from: [string, string], filters: number, up: boolean): Layer[] => [
  {
    ...{ type: 'modulatedConv2d', id: `${id}.conv`, from, filters, kernelSize: 3, up, demodulate: true },
    ...{ useBias: true, equalized: true, outputGain: GAIN },
  } as Layer,
  { type: 'noise', id: `${id}.noise`, scale: 'one', outputGain: GAIN },
  leaky(id),
];

/** StyleGAN2's generator with skips to the image (Karras et al. 2020, figure 7). */
function generator({ channels }: ImageShape, { channels: stages, style, mapping, mappingRate }: StyleStack): Graph {
  const mapped = Array.from({ length: mapping }, (_, index): Layer[] => [
    {
      ...{ type: 'dense', id: `map${index}`, units: style, useBias: true },
      ...{ equalized: true, rate: mappingRate, outputGain: GAIN },
    } as Layer,
    leaky(index === mapping - 1 ? 'mapped' : undefined),
  ]).flat();
  const styleOf = (index: number): Layer => ({ type: 'style', id: `style${index}`, from: 'mapped' });
  const synthesis = stages.flatMap((filters, stage): Layer[] => {
    const side = LEAST_SIDE * 2 ** stage;
    const first = 2 * stage;
    const [before, image] = [`s${side / 2}.b`, `image${side / 2}`];
    const colours: Layer = {
      ...{ type: 'modulatedConv2d', id: stage === 0 ? `image${side}` : `colours${side}`, filters: channels },
      ...{ kernelSize: 1, up: false, demodulate: false, useBias: true, equalized: true },
      from: [`s${side}.b`, `style${first + 1}`],
    } as Layer;
    const begun: Layer[] =
      stage === 0
        ? [{ type: 'learnedConstant', id: 'constant', shape: [LEAST_SIDE, LEAST_SIDE, filters], from: 'input' }]
        : steered(`s${side}.a`, [before, `style${first - 1}`], filters, true);
    const added: Layer[] =
      stage === 0
        ? []
        : [
            { type: 'blur', id: `larger${side}`, resample: 'up', from: image },
            { type: 'add', id: `image${side}`, from: [`larger${side}`, `colours${side}`] },
          ];
    return [
      styleOf(first),
      styleOf(first + 1),
      ...begun,
      ...steered(`s${side}.b`, [stage === 0 ? 'constant' : `s${side}.a`, `style${first}`], filters, false),
      colours,
      ...added,
    ];
  });
  return { nodes: [{ type: 'pixelNorm' }, ...mapped, ...synthesis], range: 'signed' };
}

/** StyleGAN2's residual discriminator, which compares the images of a group (Karras et al. 2020, figure 7). */
function discriminator({ channels: stages }: StyleStack): Graph {
  const sides = stages.map((_, stage) => LEAST_SIDE * 2 ** stage).slice(1);
  const halved = sides.toReversed().flatMap((side, place): Layer[] => {
    const stage = stages.length - 1 - place;
    const [wide = 1, next = 1] = [stages[stage], stages[stage - 1]];
    const from = place === 0 ? 'seen' : `d${2 * side}`;
    return [
      conv(`d${side}.first`, wide, 3, { from }),
      leaky(),
      { type: 'blur', resample: 'margin' },
      conv(`d${side}.second`, next, 3, { stride: 2, padding: 'valid', outputGain: GAIN * HALF }),
      leaky(`d${side}.way`),
      { type: 'blur', resample: 'down', from },
      conv(`d${side}.skip`, next, 1, { useBias: false, outputGain: HALF }),
      { type: 'add', id: `d${side}`, from: [`d${side}.way`, `d${side}.skip`] },
    ];
  });
  const [last = 1] = stages;
  const dense = (id: string, units: number, outputGain?: number): Layer =>
    ({ type: 'dense', id, units, useBias: true, equalized: true, ...(outputGain && { outputGain }) }) as Layer;
  return {
    nodes: [
      conv('colours', stages.at(-1) ?? 1, 1),
      leaky('seen'),
      ...halved,
      { type: 'minibatchStddev', group: 4 },
      conv('compared', last, 3),
      leaky(),
      { type: 'flatten' },
      dense('judged', last, GAIN),
      leaky(),
      dense('score', 1),
    ],
  };
}

/** Networks steered by styles, as StyleGAN2's: images of 4, 8, 16, … pixels a side. */
export const styleNetworks = (image: ImageShape, latentSize: number, stack: StyleStack): NetworkPair => ({
  image,
  latentSize,
  generator: generator(image, stack),
  discriminator: discriminator(stack),
});

/** How a step of StyleGAN2's goes: penalties are an update of D's of their own. */
export const STYLE_RECIPE: Recipe = {
  ...CRITIC_RECIPE,
  discriminator: { ...CRITIC_RECIPE.discriminator, penalties: 'apart' },
};
