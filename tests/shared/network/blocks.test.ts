import { describe, expect, it } from 'vitest';
import {
  BLOCK_TYPES,
  sectionsOf,
  withBlock,
  withBlockName,
  withCopy,
  withMoved,
  withoutSection,
} from '@shared/network/blocks.ts';
import type { Graph } from '@shared/network/graph.ts';
import type { Layer } from '@shared/network/layers.ts';
import { summarize } from '@shared/network/summary.ts';

const conv: Layer = { type: 'conv2d', filters: 4, kernelSize: 3, stride: 1, padding: 'same', useBias: true };
const LIST: Layer[] = [conv, { type: 'flatten' }, { type: 'dense', units: 1, useBias: true }];
const INPUT = [8, 8, 4];
const WITH = withBlock(LIST, 1, 'residual', INPUT);
const residual = { block: 'residual', from: 1, to: 5 };

describe('blocks of a network', () => {
  it.each(BLOCK_TYPES)('%s: fits where it is put, and is one section', (type) => {
    const next = withBlock(LIST, 1, type, INPUT);
    expect(summarize(next, INPUT).outputShape).toEqual([1]);
    expect(sectionsOf(next).filter(({ block }) => block !== null)).toEqual([
      { block: type, from: 1, to: next.length - 2 },
    ]);
    const again = withBlock(next, 1, type, INPUT);
    expect(summarize(again, INPUT).outputShape).toEqual([1]);
    expect(sectionsOf(again).map(({ block }) => block)).toEqual([null, `${type} 2`, type, null, null]);
  });

  it('a copy takes what it copied for what came in, and is a block of its own', () => {
    const copied = withCopy(WITH, residual);
    expect(summarize(copied, INPUT).layers.map(({ id, from }) => [id, ...from])).toEqual([
      ['conv2d', 'input'],
      ['1_conv2d', 'conv2d'],
      ['2_leakyRelu', '1_conv2d'],
      ['conv2d2', '2_leakyRelu'],
      ['add', 'conv2d', 'conv2d2'],
      ['5_conv2d', 'add'],
      ['6_leakyRelu', '5_conv2d'],
      ['conv2d3', '6_leakyRelu'],
      ['add2', 'add', 'conv2d3'],
      ['9_flatten', 'add2'],
      ['10_dense', '9_flatten'],
    ]);
    expect(sectionsOf(copied).map(({ block }) => block)).toEqual([null, 'residual', 'residual 2', null, null]);
  });

  it('what refers to a block that is removed is given what went into it', () => {
    expect(summarize(withoutSection(WITH, residual), INPUT).layers.map(({ layer }) => layer.type)).toEqual([
      'conv2d',
      'flatten',
      'dense',
    ]);
    const nodes: Layer[] = [...WITH, { type: 'dense', units: 2, useBias: true, from: '5_flatten', id: 'names' }];
    const graph: Graph = { nodes, outputs: { score: '6_dense', classes: 'names' } };
    const without = withoutSection(graph, residual);
    expect(summarize(without, INPUT, 'score').outputShape).toEqual([1]);
    expect(without.outputs).toEqual({ score: 'dense', classes: 'names' });
  });

  it('moves, is renamed and is taken apart, and stays what it was', () => {
    const two = withBlock(WITH, 1, 'down', INPUT);
    const moved = withMoved(two, { block: 'down', from: 1, to: 4 }, 5);
    expect(sectionsOf(moved).map(({ block }) => block)).toEqual([null, 'residual', 'down', null, null]);
    expect(summarize(moved, INPUT).outputShape).toEqual([1]);
    expect(sectionsOf(withBlockName(WITH, residual, 'body'))[1]).toMatchObject({ block: 'body' });
    const apart = withBlockName(WITH, residual, null);
    expect(sectionsOf(apart)).toHaveLength(7);
    expect(summarize(apart, INPUT).trainable).toBe(summarize(WITH, INPUT).trainable);
  });
});
