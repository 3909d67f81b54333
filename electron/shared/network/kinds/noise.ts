import { z } from 'zod';
import { zeros } from '../layer-weight.ts';
import { outputGain } from './fields.ts';
import { defineKind, requireRank, theValue } from './kind.ts';
import { isUnset, outputGainWords } from './words.ts';

const title = 'Noise';

/**
 * A learned share of noise, the same for all channels of a pixel (Karras et al. 2019, section 2): new for every image in
 * training, else one picture of it that is kept with the weights.
 */
export const noise = defineKind(
  z.strictObject({ type: z.literal('noise'), scale: z.enum(['one', 'channels']).default('one'), outputGain }),
)({
  words: {
    title,
    short: 'noise',
    help: 'Adds noise, as much as is learned: for what chance decides, such as where hairs lie.',
    parameters: {
      scale: { label: 'learned', choices: { one: 'for all channels (StyleGAN2)', channels: 'for each channel' } },
      outputGain: outputGainWords,
    },
    unused: isUnset,
  },
  make: () => ({ type: 'noise', scale: 'one' }),
  shape: (_layer, inputs) => requireRank(3, title, inputs),
  weights: ({ scale }, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    return [
      zeros('scale', [scale === 'one' ? 1 : channels]),
      { name: 'kept', shape: [height, width, 1], trainable: false, inModel: true, first: { kind: 'normals' } },
    ];
  },
  keras: null,
  graph: (g, { outputGain: factor }, place) => {
    const scale = place.weight('scale');
    const scaled = factor === undefined ? scale : g.multiply(scale, g.scalar(factor));
    return g.add(theValue(place), g.multiply(place.weight('kept'), scaled));
  },
});
