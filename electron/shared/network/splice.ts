import { INPUT, layerName, nodesOf, withNodes, type NetworkData } from './graph.ts';
import type { Layer } from './layers.ts';

/**
 * A network with layers taken out, put in or replaced, in which what others refer to stays what it was: what comes in a
 * layer's place takes over its name, and who referred to one that is gone is given what went into that. A list in which
 * nobody refers to anybody stays as plain as it was.
 * @param by the layers that stand in a layer's place, the last of which gives its result
 */
export function spliced<Network extends NetworkData>(
  network: Network,
  by: (layer: Layer, index: number) => Layer[],
): Network {
  const layers = nodesOf(network);
  const puts = layers.map(by);
  const names = layers.map(layerName);
  /** What goes into a layer that is gone, by its name; it takes the first where several do. */
  const gone = new Map<string, string>();
  layers.forEach(({ from }, index) => {
    const before = names[index - 1] ?? INPUT;
    if (puts[index]?.length === 0) gone.set(names[index] ?? '', [from ?? before].flat()[0] ?? before);
  });
  const standIn = (name: string): string => {
    const source = gone.get(name);
    return source === undefined ? name : standIn(source);
  };
  const sources = layers.map(({ from }, index): string[] | undefined => {
    if (from !== undefined) return [from].flat().map(standIn);
    const source = standIn(names[index - 1] ?? INPUT);
    const above = names.slice(0, index).findLast((name) => !gone.has(name)) ?? INPUT;
    return source === above ? undefined : [source];
  });
  const outputs = 'nodes' in network ? network.outputs : undefined;
  const referred = new Set([
    ...sources.flatMap((source) => source ?? []),
    ...Object.values(outputs ?? {}).map(standIn),
  ]);
  const ids = idsOf(layers, names, referred);
  const idOf = (name: string): string => ids.get(name) ?? name;
  const made = layers.flatMap((layer, index): Layer[] => {
    const put = puts[index] ?? [];
    const id = ids.get(names[index] ?? '');
    const from = sources[index]?.map(idOf);
    return put.map((one, at) => {
      const { id: _id, from: _from, ...fields } = one;
      return {
        ...fields,
        ...(at === put.length - 1 && id !== undefined && { id }),
        ...(at === 0 && from && { from: from.length === 1 ? (from[0] ?? INPUT) : from }),
        ...(layer.block !== undefined && { block: layer.block }),
      };
    });
  });
  const changed = withNodes(network, made);
  if (!outputs) return changed;
  return {
    ...changed,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, id]) => [name, idOf(standIn(id))])),
  };
}

/** Ids by the names they stand for: those that were given, and new ones for layers that others refer to by their place. */
function idsOf(
  layers: readonly Layer[],
  names: readonly string[],
  referred: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const taken = new Set(layers.flatMap(({ id }) => id ?? []));
  const ids = new Map<string, string>();
  layers.forEach(({ id, type }, index) => {
    const name = names[index] ?? '';
    if (id !== undefined) ids.set(name, id);
    else if (referred.has(name)) ids.set(name, freshId(type, taken));
  });
  return ids;
}

/** A name that is not taken: `relu`, `relu2`, … @param taken gets it @param gap before the number */
export function freshId(type: string, taken: Set<string>, gap = ''): string {
  let id = type;
  for (let number = 2; taken.has(id); number++) id = `${type}${gap}${number}`;
  taken.add(id);
  return id;
}
