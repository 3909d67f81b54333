import { INPUT } from '../graph.ts';
import { LABELS_INPUT } from '../keras-form.ts';
import { kindOf } from '../kinds/index.ts';
import type { Shape } from '../shape.ts';
import { layerWeights, type LayerSummary } from '../summary.ts';
import { GraphModelBuilder, type ModelConstant, type ModelNode } from './builder.ts';

/** A network in TensorFlow's ops, as tfjs' converter writes one and `tf.loadGraphModel` opens it. */
export interface GraphModel {
  topology: { node: ModelNode[]; library: Record<string, never>; versions: { producer: number } };
  signature: { inputs: Record<string, Endpoint>; outputs: Record<string, Endpoint> };
  /** Constants of the graph, in the order in which their file holds them. */
  constants: readonly ModelConstant[];
  /** Nodes that give what its layers give, by their names. */
  values: ReadonlyMap<string, string>;
}

interface Endpoint {
  name: string;
  dtype: 'DT_FLOAT' | 'DT_INT32';
  tensorShape: { dim: { size: string }[] };
}

/** TensorFlow's version of graphs, as of its 2.x. */
const PRODUCER = 1087;

const endpoint = (name: string, dtype: Endpoint['dtype'], shape: Shape): Endpoint => ({
  name: `${name}:0`,
  dtype,
  tensorShape: { dim: [-1, ...shape].map((size) => ({ size: String(size) })) },
});

/**
 * A network as a graph model: in inference, as an exported model runs.
 * @param rows its layers, with their shapes
 * @param outputs nodes by the names of the outputs
 */
export function graphModel(
  rows: readonly LayerSummary[],
  shape: Shape,
  outputs: Readonly<Record<string, string>>,
): GraphModel {
  const builder = new GraphModelBuilder(INPUT);
  const labelled = rows.some(({ layer }) => kindOf(layer).labelled);
  const values = new Map([[INPUT, builder.input(INPUT, shape, 'float32')]]);
  const labels = labelled ? builder.input(LABELS_INPUT, [1], 'int32') : null;
  const valueOf = (id: string): string => {
    const value = values.get(id);
    if (value === undefined) throw new Error(`The network has no layer ${id}.`);
    return value;
  };
  for (const row of rows) {
    const { layer, id, from, inputShapes, outputShape } = row;
    builder.scope = id;
    const shapes = new Map(layerWeights(row).map((weight) => [weight.name, weight.shape]));
    const weight = (name: string): string => {
      const size = shapes.get(name);
      if (!size) throw new Error(`A ${layer.type} layer has no weight ${name}.`);
      return builder.weight(`${id}/${name}`, size);
    };
    const place = { inputs: inputShapes, output: outputShape, values: from.map(valueOf), labels, weight };
    values.set(id, kindOf(layer).graph(builder, layer, place));
  }
  const given = Object.entries(outputs).map(([name, id]) => {
    const row = rows.find((one) => one.id === id);
    // By the name of the output: a model whose output is its input, or one value twice, has two nodes all the same.
    builder.scope = 'output';
    const node = builder.op('Identity', [valueOf(id)]);
    return [name, endpoint(node, 'DT_FLOAT', row?.outputShape ?? shape)] as const;
  });
  return {
    topology: { node: builder.nodes, library: {}, versions: { producer: PRODUCER } },
    signature: {
      inputs: {
        [INPUT]: endpoint(INPUT, 'DT_FLOAT', shape),
        ...(labelled && { [LABELS_INPUT]: endpoint(LABELS_INPUT, 'DT_INT32', [1]) }),
      },
      outputs: Object.fromEntries(given),
    },
    constants: builder.constants,
    values,
  };
}
