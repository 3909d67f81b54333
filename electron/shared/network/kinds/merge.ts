import { z } from 'zod';
import type { Shape } from '../shape.ts';
import { defineKind, LayerFault } from './kind.ts';

/** @throws {LayerFault} unless all are one shape */
function alike(title: string, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  const other = inputs.find((input) => input.join() !== first.join());
  if (other) throw new LayerFault(`${title} needs inputs of one shape, not ${first.join('×')} and ${other.join('×')}.`);
  return first;
}

const elementwise = <Type extends 'add' | 'multiply'>(
  type: Type,
  words: { title: string; short: string; help: string },
  className: string,
) => {
  const schema = z.strictObject({ type: z.literal(type) });
  return defineKind(schema)({
    words: { ...words, parameters: {} },
    make: () => schema.parse({ type }),
    inputs: 'several',
    shape: (_layer, inputs) => alike(words.title, inputs),
    keras: () => ({ className, config: {} }),
    graph: (g, _layer, { values }) => values.reduce((all, value) => g[type](all, value)),
  });
};

export const add = elementwise(
  'add',
  { title: 'Add', short: '+', help: 'The sum of what comes in: how a residual block joins its two ways.' },
  'Add',
);
export const multiply = elementwise(
  'multiply',
  { title: 'Multiply', short: '×', help: 'The product, number by number, of what comes in.' },
  'Multiply',
);

export const average = defineKind(z.strictObject({ type: z.literal('average') }))({
  words: { title: 'Average', short: 'avg', help: 'The mean, number by number, of what comes in.', parameters: {} },
  make: () => ({ type: 'average' }),
  inputs: 'several',
  shape: (_layer, inputs) => alike('Average', inputs),
  keras: () => ({ className: 'Average', config: {} }),
  graph: (g, _layer, { values }) =>
    g.multiply(
      values.reduce((all, value) => g.add(all, value)),
      g.scalar(1 / values.length),
    ),
});

/** Skip-layer excitation's last step (Liu et al. 2021, equation 1). */
export const channelScale = defineKind(z.strictObject({ type: z.literal('channelScale') }))({
  words: {
    title: 'Channel scale',
    short: '×c',
    help: 'Each channel of the first input times its number in the second, an image of one pixel.',
    parameters: {},
  },
  make: () => ({ type: 'channelScale' }),
  inputs: 'several',
  shape: (_layer, inputs) => {
    const [image = [], factors = []] = inputs;
    if (inputs.length !== 2 || image.length !== 3 || factors.join() !== [1, 1, image[2]].join())
      throw new LayerFault(
        `Channel scale needs an image and 1×1×${image.at(-1) ?? 'its channels'}, not ${inputs.map((input) => input.join('×')).join(' and ')}.`,
      );
    return image;
  },
  keras: null,
  graph: (g, _layer, { values: [image = '', factors = ''] }) => g.multiply(image, factors),
});

export const concat = defineKind(z.strictObject({ type: z.literal('concat') }))({
  words: {
    title: 'Concat',
    short: '‖',
    help: 'The channels of all that comes in, one after the other: how a U-Net joins its two sides.',
    parameters: {},
  },
  make: () => ({ type: 'concat' }),
  inputs: 'several',
  shape: (_layer, inputs) => {
    const features = inputs.reduce((sum, input) => sum + (input.at(-1) ?? 0), 0);
    return [
      ...alike(
        'Concat',
        inputs.map((input) => input.slice(0, -1)),
      ),
      features,
    ];
  },
  keras: () => ({ className: 'Concatenate', config: { axis: -1 } }),
  graph: (g, _layer, { values }) => g.concat(values, -1),
});
