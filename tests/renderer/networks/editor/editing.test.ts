import { nodesOf } from '@shared/network/graph.ts';
import { checkNetworks, firstProblem } from '@shared/network/check-networks.ts';
import { KINDS } from '@shared/network/kinds/index.ts';
import { layerSchema, type Layer, type LayerType, type NetworkPair } from '@shared/network/layers.ts';
import { PRESETS } from '@shared/presets/index.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Editing } from '../../../../renderer/src/networks/editor/editing.svelte.ts';
import {
  beforeOutput,
  inserted,
  likelyNext,
  moved,
  removed,
  replaced,
  retyped,
} from '../../../../renderer/src/networks/editor/edits.ts';
import { LAYER_KINDS, rangeWords, readShape, withValue } from '../../../../renderer/src/networks/editor/layer-kinds.ts';
import { recipeEntries } from '../../../../renderer/src/new-run/recipes.ts';
import { OWN_DRAFT } from '../../../shared/support/own-networks.ts';

const { networks } = OWN_DRAFT;
const TYPES = Object.keys(LAYER_KINDS) as LayerType[];
const dense = (units: number): Layer => ({ type: 'dense', units, useBias: true });
const withUnits = (units: number) => ({
  ...networks,
  generator: replaced(networks.generator, 0, dense(units)),
});

describe('editing networks', () => {
  it('goes back and forth, and forgets what was undone when something else is done', () => {
    const editing = new Editing(networks);
    expect([editing.canUndo, editing.canRedo, editing.changed]).toEqual([false, false, undefined]);
    editing.change(withUnits(1));
    editing.change(withUnits(2));
    expect(editing.changed).toEqual(withUnits(2));
    editing.undo();
    expect(editing.current).toEqual(withUnits(1));
    editing.redo();
    expect(editing.current).toEqual(withUnits(2));
    editing.undo();
    editing.change(withUnits(3));
    expect(editing.canRedo).toBe(false);
    editing.undo();
    editing.undo();
    expect(editing.current).toEqual(networks);
    editing.undo();
    expect(editing.current).toEqual(networks);
  });

  it('counts what is typed into one cell as one step', () => {
    const editing = new Editing(networks);
    for (const units of [2, 25, 256]) editing.change(withUnits(units), 'generator 0 units');
    editing.change(withUnits(9), 'generator 0 useBias');
    editing.undo();
    expect(editing.current).toEqual(withUnits(256));
    editing.change(withUnits(7), 'generator 0 useBias');
    editing.undo();
    editing.undo();
    expect(editing.current).toEqual(networks);
  });

  it('goes back to the start in a step that can be undone, and is unchanged where all is as it was', () => {
    const editing = new Editing(networks);
    editing.change(withUnits(5));
    editing.reset();
    expect(editing.changed).toBeUndefined();
    editing.undo();
    expect(editing.changed).toEqual(withUnits(5));
    editing.change(structuredClone(networks));
    expect(editing.changed).toBeUndefined();
  });
});

describe('changes to a list of layers', () => {
  const layers = [dense(1), dense(2), dense(3)];
  it('add, take out and move one', () => {
    expect(inserted(layers, 1, dense(9)).map((layer) => Reflect.get(layer, 'units'))).toEqual([1, 9, 2, 3]);
    expect(removed(layers, 0)).toEqual([dense(2), dense(3)]);
    expect(moved(layers, 0, 2)).toEqual([dense(2), dense(3), dense(1)]);
    expect(moved(layers, 2, 0)).toEqual([dense(3), dense(1), dense(2)]);
    expect(moved(layers, 7, 0)).toEqual(layers);
    expect(layers).toEqual([dense(1), dense(2), dense(3)]);
  });

  it('make any kind of any other, and keep what both have', () => {
    expect(retyped(dense(7), 'conv2d')).toMatchObject({ type: 'conv2d', filters: 7, useBias: true });
    expect(
      retyped(
        { type: 'conv2d', filters: 9, kernelSize: 3, stride: 1, padding: 'valid', useBias: false },
        'conv2dTranspose',
      ),
    ).toEqual({ type: 'conv2dTranspose', filters: 9, kernelSize: 3, stride: 1, useBias: false });
    for (const from of TYPES)
      for (const to of TYPES) {
        const made = retyped(LAYER_KINDS[from].make(), to);
        expect(layerSchema.parse(made)).toEqual(made);
        expect(made.type).toBe(to);
      }
  });

  it('add what can follow', () => {
    expect(likelyNext([128]).type).toBe('dense');
    expect(likelyNext([7, 7, 64]).type).toBe('conv2d');
  });

  it.each(PRESETS.map(({ id }) => id))('a layer added to %s stands before its output, and all still fits', (id) => {
    const preset = PRESETS.find((known) => known.id === id)!;
    const fitting = [28, 64].flatMap((side) => {
      const images = imagesFor(preset, { height: side, width: side, channels: 1 }, 10);
      return recipeEntries([preset], [], images).flatMap(({ pair }) => pair ?? []);
    });
    const [pair] = fitting as [NetworkPair, ...NetworkPair[]];
    const sound = checkNetworks(pair, preset.recipe.labels);
    expect(firstProblem(sound)).toBeNull();
    for (const player of ['generator', 'discriminator'] as const) {
      const layers = nodesOf(pair[player]);
      const at = beforeOutput(layers);
      expect(at).toBeLessThan(layers.length);
      const layer = likelyNext(sound[player].rows[at - 1]?.outputShape ?? [100]);
      const longer = { ...pair, [player]: inserted(pair[player], at, layer) };
      expect(firstProblem(checkNetworks(longer, preset.recipe.labels))).toBeNull();
    }
  });
});

describe('the kinds of layers', () => {
  it('offer every parameter of the schema, with the schema’s range', () => {
    for (const type of TYPES) {
      const keys = LAYER_KINDS[type].parameters.map(({ key }) => key);
      // The number of labels follows from the images.
      const wanted = Object.keys(KINDS[type].schema.shape).filter((key) => key !== 'type' && key !== 'classes');
      expect([type, keys.toSorted()]).toEqual([type, wanted.toSorted()]);
      for (const parameter of LAYER_KINDS[type].parameters) {
        if (parameter.kind !== 'number') continue;
        const layer = LAYER_KINDS[type].make();
        const accepts = (value: number): boolean => withValue(layer, parameter.key, value) !== null;
        if (parameter.integer) expect([accepts(parameter.min), accepts(parameter.max)]).toEqual([true, true]);
        expect([accepts(parameter.min - 1), accepts(parameter.max + 1)]).toEqual([false, false]);
        expect(rangeWords(parameter)).toMatch(/^\S.* must be a .*\.$/);
      }
    }
  });

  it('read a shape however it is written', () => {
    for (const text of ['7 × 7 × 256', '7x7x256', ' 7, 7, 256 ', '7*7*256', '7 7 256'])
      expect(readShape(text)).toEqual([7, 7, 256]);
    for (const text of ['', '7 × ', '7×7×7×7', '0×1', '-1', '1.5', 'a×b']) expect(readShape(text)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => void expect(readShape(text)?.every((side) => side > 0) ?? true).toBe(true)),
    );
  });
});
