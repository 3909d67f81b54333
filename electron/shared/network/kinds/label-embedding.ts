import { z } from 'zod';
import { described, joined, LABELS_INPUT } from '../keras-form.ts';
import { product, type Shape } from '../shape.ts';
import { count } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';

const title = 'Label embedding';

const schema = z.strictObject({
  type: z.literal('labelEmbedding'),
  classes: count,
  join: z.enum(['multiply', 'append', 'plane']),
  /** Of `append`. */
  size: count.optional(),
});

/** Numbers in a class's row. */
const rowSize = ({ join, size }: z.infer<typeof schema>, inputs: readonly Shape[]): number => {
  const input = theInput(inputs);
  return { multiply: product(input), append: size ?? 1, plane: product(input.slice(0, 2)) }[join];
};

const JOINS: Record<'multiply' | 'append' | 'plane', string> = {
  multiply: 'a learned row of numbers for each label, multiplied in',
  append: 'a learned row of numbers for each label, put after the others',
  plane: 'a learned image for each label, as one more channel',
};

/**
 * Brings the image's label in, through a learned row of numbers for each class: `multiply`: times a flat input
 * of the same size; `append`: `size` numbers after a flat input; `plane`: one more channel of an image.
 */
export const labelEmbedding = defineKind(schema)({
  words: {
    title,
    short: 'label',
    help: 'Brings the label in, as learned numbers.',
    parameters: {
      join: { label: 'joined', choices: { multiply: 'multiplied', append: 'appended', plane: 'as a channel' } },
      size: 'numbers',
    },
    unused: (layer, key) => key === 'size' && layer.join !== 'append',
    row: (layer) => `Label embedding, ${layer.classes} labels`,
    note: (layer) => JOINS[layer.join],
  },
  make: () => ({ type: 'labelEmbedding', classes: 1, join: 'append', size: 50 }),
  shape: (layer, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(layer.join === 'plane' ? 3 : 1, title, inputs);
    if (layer.join === 'plane') return [height, width, channels + 1];
    return [height + (layer.join === 'append' ? (layer.size ?? 1) : 0)];
  },
  weights: (layer, inputs) => [
    {
      name: 'embeddings',
      shape: [layer.classes, rowSize(layer, inputs)],
      trainable: true,
      inModel: true,
      first: { kind: 'embeddings' },
    },
  ],
  keras: (layer, { name, inputs, from }) => {
    const [row, last] = [`${name}_row`, `${name}_${layer.join}`];
    const size = rowSize(layer, inputs);
    const shape = layer.join === 'plane' ? [...theInput(inputs).slice(0, 2), 1] : [size];
    const join =
      layer.join === 'multiply' ? described('Multiply', last, {}) : described('Concatenate', last, { axis: -1 });
    return [
      joined(
        described('Embedding', name, { input_dim: layer.classes, output_dim: size, input_length: 1 }),
        LABELS_INPUT,
      ),
      joined(described('Reshape', row, { target_shape: shape }), name),
      joined(join, ...from, row),
    ];
  },
  graph: (g, layer, place) => {
    const { inputs, labels } = place;
    if (labels === null) throw new Error('A network that embeds labels needs them.');
    const size = rowSize(layer, inputs);
    const rows = g.reshape(g.gather(place.weight('embeddings'), labels), [size]);
    if (layer.join === 'multiply') return g.multiply(theValue(place), rows);
    const joined = layer.join === 'plane' ? g.reshape(rows, [...theInput(inputs).slice(0, 2), 1]) : rows;
    return g.concat([theValue(place), joined], -1);
  },
  leads: true,
  labelled: true,
});
