import { z } from 'zod';
import { attribute, windowOf, type GraphModelBuilder } from '../graph-model/builder.ts';
import { BLUR_WEIGHTS, blurKernel } from '../blur-kernel.ts';
import { product } from '../shape.ts';
import { defineKind, LayerFault, requireRank, theInput, theValue } from './kind.ts';

const title = 'Blur';

/**
 * What is twice as large: each pixel's four places see 3 × 3 pixels around it, by weights that follow from the filter.
 * Ops that tfjs has: a depthwise convolution to four channels of each, which then become pixels.
 */
function doubled(g: GraphModelBuilder, x: string, [height = 1, width = 1, channels = 1]: readonly number[]): string {
  const [outer = 0, inner = 0] = BLUR_WEIGHTS;
  const total = 2 * (outer + inner);
  /** Of the pixels before, at and after, for the first and the second place. */
  const places = [
    [outer, inner, 0],
    [0, inner, outer],
  ].map((taps) => taps.map((tap) => (2 * tap) / total));
  const at = (place: number, offset: number): number => places[place]?.[offset] ?? 0;
  const three = [0, 1, 2];
  const values = three.flatMap((row) =>
    three.flatMap((column) =>
      Array.from({ length: channels }, () =>
        [0, 1].flatMap((a) => [0, 1].map((b) => at(a, row) * at(b, column))),
      ).flat(),
    ),
  );
  const kernel = g.constant(values, [3, 3, channels, 4]);
  const four = g.op('DepthwiseConv2dNative', [x, kernel], windowOf({ stride: 1, padding: 'same' }));
  const parts = g.reshape(four, [height, width, channels, 2, 2]);
  const ordered = g.op('Transpose', [parts, g.wholes(0, 1, 4, 2, 5, 3)], { Tperm: attribute.type('int32') });
  return g.reshape(ordered, [2 * height, 2 * width, channels]);
}

/** A zero above and left of each image, so that a blur has two on every side. */
const BEFORE = [
  [0, 0],
  [1, 0],
  [1, 0],
  [0, 0],
];

/**
 * Binomial blur [1, 3, 3, 1] each way (Zhang 2019; Karras et al. 2020), alone or with the step to half or twice the size; one pixel
 * larger, it is what a convolution of stride 2 without zeros around follows in StyleGAN2's D.
 */
export const blur = defineKind(
  z.strictObject({ type: z.literal('blur'), resample: z.enum(['none', 'down', 'up', 'margin']).default('none') }),
)({
  words: {
    title,
    short: 'blur',
    help: 'A fixed soft filter, so that making images smaller or larger leaves no jagged edges.',
    parameters: {
      resample: { label: 'size', choices: { none: 'stays', down: 'halved', up: 'doubled', margin: 'one pixel more' } },
    },
    row: ({ resample }) =>
      ({ none: 'Blur', down: 'Blur, halved', up: 'Blur, doubled', margin: 'Blur, one pixel more' })[resample],
    stride: ({ resample }) => ({ none: '1', down: '2', up: '1/2', margin: '1' })[resample],
  },
  make: () => ({ type: 'blur', resample: 'none' }),
  shape: ({ resample }, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    if (resample === 'down' && (height % 2 !== 0 || width % 2 !== 0))
      throw new LayerFault(`Blur halves images of even sides alone, not ${height}×${width}.`);
    const factor = { none: 1, down: 0.5, up: 2, margin: 1 }[resample];
    const more = resample === 'margin' ? 1 : 0;
    return [height * factor + more, width * factor + more, channels];
  },
  keras: null,
  graph: (g, { resample }, place) => {
    if (resample === 'up') return doubled(g, theValue(place), theInput(place.inputs));
    const channels = place.output.at(-1) ?? 1;
    const x = resample === 'margin' ? g.pad(theValue(place), BEFORE) : theValue(place);
    const kernel = g.constant([...blurKernel(channels, 1)], [BLUR_WEIGHTS.length, BLUR_WEIGHTS.length, channels, 1]);
    return g.op(
      'DepthwiseConv2dNative',
      [x, kernel],
      windowOf({ stride: resample === 'down' ? 2 : 1, padding: 'same' }),
    );
  },
  products: (_layer, { output }) => product(output) * BLUR_WEIGHTS.length ** 2,
});
