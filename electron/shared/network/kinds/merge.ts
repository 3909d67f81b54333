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
