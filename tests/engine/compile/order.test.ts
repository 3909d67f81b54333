import { beforeAll, describe, expect, it } from 'vitest';
import { buildEndpoint, STEP_INPUT } from '../../../electron/engine/compile/endpoint.ts';
import type { GraphNode } from '../../../electron/engine/compile/graph-def.ts';
import { ImaginedOps } from '../../../electron/engine/compile/imagined/index.ts';
import { requireNative } from '../../../electron/engine/compile/native-backend.ts';
import { variableSlot } from '../../../electron/engine/compile/slot.ts';
import { stepOps } from '../../../electron/engine/compile/step-ops.ts';
import { recordTrace } from '../../../electron/engine/compile/record-trace.ts';
import { inputsOf, makeDuel, moveByAdam, play, tracedNumbers, variablesOf } from './duel-step.ts';
import { openNative } from './helpers.ts';

beforeAll(openNative);

const nodeOf = (input: string): string => input.replace(/^\^/, '').replace(/:\d+$/, '');

/** For each node, all nodes that run before it. Nodes come in an order in which inputs stand first. */
function ancestors(nodes: readonly GraphNode[]): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  for (const { name, inputs } of nodes) {
    const before = new Set<string>();
    for (const input of inputs.map(nodeOf)) {
      before.add(input);
      for (const one of known.get(input) ?? []) before.add(one);
    }
    known.set(name, before);
  }
  return known;
}

/** Pairs of a write and another access to the same variable whose order the graph leaves open. */
function openPairs(nodes: readonly GraphNode[], handles: readonly string[]): string[] {
  const before = ancestors(nodes);
  return handles.flatMap((handle) => {
    const accesses = nodes.filter(({ inputs }) => inputs.includes(handle));
    const writes = accesses.filter(({ op }) => op !== 'ReadVariableOp');
    return writes.flatMap((write) =>
      accesses
        .filter((access) => access !== write)
        .filter((access) => !before.get(write.name)?.has(access.name) && !before.get(access.name)?.has(write.name))
        .map((access) => `${handle}: ${write.name} and ${access.name}`),
    );
  });
}

describe.each([1, 3])('%i steps in one graph', (count) => {
  it.each(['fashion-gan-torch', 'keras-gan'])('read and write each variable of %s in one order', (presetId) => {
    const duel = makeDuel(presetId);
    const backend = requireNative();
    const slots = variablesOf(duel).map((variable) => variableSlot(backend, variable));
    const inputs = { ...inputsOf(duel), [STEP_INPUT]: { shape: [], dtype: 'int32' as const } };
    const imagined = new ImaginedOps(backend.binding);
    const trace = recordTrace(backend, slots, inputs, imagined, ({ step, ...fed }) => {
      const ops = stepOps(backend, { seed: 0, step: step!, residents: {} });
      return play(duel, fed, ops, moveByAdam(duel, tracedNumbers(duel, ops)));
    });
    duel.dispose();
    const handles = slots.map(({ dtype }, index) => ({ handle: `slot_${index}`, dtype }));
    const { nodes, outputs } = buildEndpoint({ prefix: 'e', trace, inputs, count, slots: handles, xla: false });
    expect(
      openPairs(
        nodes,
        handles.map(({ handle }) => handle),
      ),
    ).toEqual([]);
    // Fetching any result alone runs every write.
    const before = ancestors(nodes);
    const writes = nodes.filter(({ op }) => op.startsWith('ResourceApply') || op.startsWith('Assign'));
    expect(writes.length).toBeGreaterThan(count * 10);
    for (const { reference } of outputs) {
      const reached = before.get(nodeOf(reference));
      expect(writes.filter(({ name }) => !reached?.has(name))).toEqual([]);
    }
  });
});
