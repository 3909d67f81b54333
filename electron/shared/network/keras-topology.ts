import { INPUT, isStraight } from './graph.ts';
import { described, joined, LABELS_INPUT, type JoinedLayer, type KerasForm, type KerasLayer } from './keras-form.ts';
import { kindOf } from './kinds/index.ts';
import type { Shape } from './shape.ts';
import type { LayerSummary } from './summary.ts';

/** A network's topology in Keras' (version 2) words: a Sequential model, or a Functional one where it is more than a list. */
export interface KerasModel {
  class_name: 'Sequential' | 'Functional';
  config: { name: string; layers: KerasLayer[] } & Record<string, unknown>;
}

/** An input has nothing to train: Keras refuses one that says whether it does. */
const input = (name: string, shape: Shape, dtype: string): KerasLayer =>
  joined({
    class_name: 'InputLayer',
    config: { name, dtype, batch_input_shape: [null, ...shape], sparse: false },
  });

/** Whether Keras' own layers can say every layer of a network. */
export const hasKerasForm = (rows: readonly LayerSummary[]): boolean =>
  rows.every(({ layer }) => {
    const { keras, beyondKeras } = kindOf(layer);
    return keras !== null && !beyondKeras?.(layer);
  });

function formOf({ layer, id, inputShapes }: LayerSummary, from: readonly string[]): KerasForm {
  const { keras } = kindOf(layer);
  if (!keras) throw new Error(`Keras has no layer for ${layer.type}.`);
  return keras(layer, { name: id, inputs: inputShapes, from });
}

/** Layers that name what goes into them; the labels, where a layer asks for them, are the second input. */
function functional(name: string, rows: readonly LayerSummary[], shape: Shape, outputs: readonly string[]): KerasModel {
  const labelled = rows.some(({ layer }) => kindOf(layer).labelled);
  /** Keras layer that gives a node's result. */
  const lastOf = new Map([[INPUT, INPUT]]);
  const last = (id: string): string => lastOf.get(id) ?? id;
  const layers = rows.flatMap((row): JoinedLayer[] => {
    const from = row.from.map(last);
    const form = formOf(row, from);
    const made = Array.isArray(form) ? form : [joined(described(form.className, row.id, form.config), ...from)];
    lastOf.set(row.id, String(made.at(-1)?.name));
    return made;
  });
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: [input(INPUT, shape, 'float32'), ...(labelled ? [input(LABELS_INPUT, [1], 'int32')] : []), ...layers],
      input_layers: [[INPUT, 0, 0], ...(labelled ? [[LABELS_INPUT, 0, 0]] : [])],
      output_layers: outputs.map((id) => [last(id), 0, 0]),
    },
  };
}

function sequential(name: string, rows: readonly LayerSummary[], shape: Shape): KerasModel {
  const layers = rows.map((row, index) => {
    const form = formOf(row, []);
    if (Array.isArray(form)) throw new Error(`${row.layer.type} is several layers to Keras.`);
    const first = index === 0 ? { batch_input_shape: [null, ...shape] } : {};
    return described(form.className, row.id, { ...first, ...form.config });
  });
  return { class_name: 'Sequential', config: { name, layers } };
}

/**
 * A network as Keras and tfjs describe one.
 * @param rows its layers, with their shapes
 * @param outputs nodes that give its outputs
 * @throws {Error} where it has no Keras form
 */
export function kerasModel(
  name: string,
  rows: readonly LayerSummary[],
  shape: Shape,
  outputs: readonly string[],
): KerasModel {
  const straight = isStraight(rows) && outputs.length === 1 && outputs[0] === rows.at(-1)?.id;
  return straight && rows.every(({ layer }) => !kindOf(layer).labelled)
    ? sequential(name, rows, shape)
    : functional(name, rows, shape, outputs);
}
