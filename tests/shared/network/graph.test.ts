import { describe, expect, it } from 'vitest';
import { INPUT, networkSchema, placeLayers, type Graph } from '@shared/network/graph.ts';
import { KINDS, LAYER_TYPES } from '@shared/network/kinds/index.ts';
import { imageRangeOf, type Layer } from '@shared/network/layers.ts';
import { kerasModel } from '@shared/network/keras-topology.ts';
import { summarize, summarizeFitting } from '@shared/network/summary.ts';
import { withDropout, withUpsampling } from '@shared/network/transforms.ts';

const conv = (rest: Partial<Layer> = {}): Layer =>
  ({ type: 'conv2d', filters: 4, kernelSize: 3, stride: 1, padding: 'same', useBias: true, ...rest }) as Layer;

/** A residual block behind a first convolution. */
const RESIDUAL: Graph = {
  nodes: [
    conv({ id: 'in' }),
    conv({ block: 'residual' }),
    { type: 'relu', block: 'residual' },
    conv({ id: 'way', block: 'residual' }),
    { type: 'add', from: ['in', 'way'], block: 'residual' },
    { type: 'tanh' },
  ],
};
const idsOf = (network: Layer[] | Graph) => [...placeLayers(network)].map(({ id, from }) => [id, ...from]);

describe('a network as a graph', () => {
  it('takes the layer before where nothing is said, and names layers by their place', () => {
    expect(idsOf([{ type: 'relu' }, { type: 'tanh' }])).toEqual([
      ['0_relu', INPUT],
      ['1_tanh', '0_relu'],
    ]);
    expect(idsOf(RESIDUAL)).toEqual([
      ['in', INPUT],
      ['1_conv2d', 'in'],
      ['2_relu', '1_conv2d'],
      ['way', '2_relu'],
      ['4_add', 'in', 'way'],
      ['5_tanh', '4_add'],
    ]);
  });

  it('infers shapes and counts along its ways', () => {
    const { layers, outputShape, trainable } = summarize(RESIDUAL, [8, 6, 3]);
    expect(outputShape).toEqual([8, 6, 4]);
    expect(layers.map((row) => row.trainable)).toEqual([112, 148, 0, 148, 0, 0]);
    expect(trainable).toBe(408);
  });

  it('is read back as it was written, list or graph', () => {
    for (const network of [RESIDUAL, RESIDUAL.nodes, { ...RESIDUAL, outputs: { image: '5_tanh' }, range: 'signed' }])
      expect(networkSchema.parse(JSON.parse(JSON.stringify(network)))).toEqual(network);
    expect(networkSchema.safeParse({ nodes: RESIDUAL.nodes, wires: [] }).success).toBe(false);
    expect(networkSchema.safeParse({ nodes: RESIDUAL.nodes, outputs: { sound: 'in' } }).success).toBe(false);
  });

  it.each<[string, Layer[], number, RegExp]>([
    ['a name no layer above has', [conv({ from: 'later' }), conv({ id: 'later' })], 0, /No layer before this one/],
    ['itself', [conv({ id: 'a', from: 'a' })], 0, /No layer before this one/],
    ['a name twice', [conv({ id: 'a' }), conv({ id: 'a' })], 1, /Two layers are called "a"/],
    ['the name of the labels’ input', [conv({ id: 'labels' })], 0, /Two layers are called "labels"/],
    ['the name of the input', [conv({ id: 'input' })], 0, /Two layers are called "input"/],
    ['one input where two are joined', [{ type: 'add' }], 0, /Add joins two layers or more/],
    ['two inputs where one is taken', [conv({ id: 'a' }), conv({ from: ['a', 'input'] })], 1, /takes one layer, not 2/],
    ['one layer twice', [conv(), { type: 'add', from: ['0_conv2d', '0_conv2d'] }], 1, /comes into Add twice/],
    ['shapes that differ', [conv(), { type: 'add', from: ['input', '0_conv2d'] }], 1, /one shape, not 8×8×3 and 8×8×4/],
  ])('refuses %s, at the layer that says it', (_, layers, index, message) => {
    const { rows, error } = summarizeFitting(layers, [8, 8, 3]);
    expect(error).toMatchObject({ index, message: expect.stringMatching(message) });
    expect(rows).toHaveLength(index);
  });

  it('says its range, or has it guessed from its last activation', () => {
    expect(imageRangeOf({ generator: [{ type: 'sigmoid' }, { type: 'reshape', shape: [1] }] })).toBe('unit');
    expect(imageRangeOf({ generator: [{ type: 'tanh' }] })).toBe('signed');
    expect(imageRangeOf({ generator: { nodes: [conv()], range: 'unit' } })).toBe('unit');
    // The image is not what the last node gives.
    const nodes: Layer[] = [conv(), { type: 'sigmoid', id: 'picture' }, { type: 'tanh' }];
    expect(imageRangeOf({ generator: { nodes, outputs: { image: 'picture' } } })).toBe('unit');
  });

  it('is a functional model to Keras, with one input where no labels come in', () => {
    const { layers } = summarize(RESIDUAL, [8, 8, 3]);
    const { class_name, config } = kerasModel('generator', layers, [8, 8, 3], ['5_tanh']);
    expect(class_name).toBe('Functional');
    expect(config['input_layers']).toEqual([['input', 0, 0]]);
    expect(config['output_layers']).toEqual([['5_tanh', 0, 0]]);
    expect(config.layers.find((layer) => layer.config['name'] === '4_add')).toMatchObject({
      class_name: 'Add',
      inbound_nodes: [
        [
          ['in', 0, 0, {}],
          ['way', 0, 0, {}],
        ],
      ],
    });
  });
});

describe('changes to a network', () => {
  it('leave a plain list plain', () => {
    const list: Layer[] = [conv(), { type: 'relu' }, { type: 'tanh' }];
    expect(withDropout(list, 0.25)).toEqual([
      conv(),
      { type: 'relu' },
      { type: 'dropout', rate: 0.25 },
      { type: 'tanh' },
    ]);
    expect(withDropout(withDropout(list, 0.25), 0)).toEqual(list);
  });

  it('keep what others refer to: what is put in is on every way behind it', () => {
    const nodes: Layer[] = [
      conv(),
      { type: 'relu', block: 'a' },
      conv({ block: 'a' }),
      { type: 'add', from: ['1_relu', '2_conv2d'] },
    ];
    const dropped = withDropout<Graph>({ nodes, outputs: { image: '3_add' } }, 0.5);
    expect(dropped.nodes.slice(1)).toEqual([
      { type: 'relu', block: 'a' },
      { type: 'dropout', rate: 0.5, id: 'relu', block: 'a' },
      { ...conv({ block: 'a' }), id: 'conv2d' },
      { type: 'add', from: ['relu', 'conv2d'], id: 'add' },
    ]);
    expect(dropped.outputs).toEqual({ image: 'add' });
    expect(summarize(dropped, [8, 8, 4]).outputShape).toEqual([8, 8, 4]);
  });

  it('keep what others refer to: who referred to what is gone is given what went in', () => {
    const nodes: Layer[] = [
      { type: 'dropout', rate: 0.5, id: 'first' },
      { type: 'dropout', rate: 0.5, id: 'second' },
      conv({ id: 'side', from: 'input' }),
      { type: 'dropout', rate: 0.5, id: 'third', from: 'first' },
      conv({ id: 'behind' }),
      { type: 'concat', from: ['second', 'side', 'behind'] },
    ];
    expect(withDropout(nodes, 0)).toEqual([
      conv({ id: 'side', from: 'input' }),
      conv({ id: 'behind', from: 'input' }),
      { type: 'concat', from: ['input', 'side', 'behind'] },
    ]);
  });

  it('take both steps of an upsampling for one where one follows the other', () => {
    const nodes: Layer[] = [
      { type: 'upsample2d', factor: 2 },
      conv({ id: 'up' }),
      { type: 'add', from: ['up', 'side'] },
    ];
    expect(withUpsampling(nodes, 'transposed')).toEqual([
      { type: 'conv2dTranspose', filters: 4, kernelSize: 3, stride: 2, useBias: true, id: 'up' },
      { type: 'add', from: ['up', 'side'] },
    ]);
  });
});

describe('the kinds of layers', () => {
  it.each(LAYER_TYPES)('%s: what is made of it is what its schema reads, and it says what it is', (type) => {
    const { schema, make, words } = KINDS[type];
    expect(schema.parse(make())).toEqual(make());
    expect(make().type).toBe(type);
    for (const text of [words.title, words.short, words.help]) expect(text.trim()).not.toBe('');
    expect(words.help).toMatch(/\.$/);
  });
});
