import type { ConstantValues } from './graph-def.ts';
import { CompileRefusal } from './refusal.ts';
import type { Entry, Trace, ValueSource } from './trace.ts';

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** By bits, not by ==: −0 is not 0 here, and NaN is NaN. */
function sameBytes(a: ConstantValues, b: ConstantValues): boolean {
  const [left, right] = [a, b].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return left?.length === right?.length && (left?.every((byte, index) => byte === right?.[index]) ?? true);
}

function sameSource(a: ValueSource, b: ValueSource | undefined): boolean {
  switch (a.kind) {
    case 'input':
      return b?.kind === 'input' && a.name === b.name;
    case 'read':
      return b?.kind === 'read' && a.slot === b.slot && a.version === b.version;
    case 'output':
      return b?.kind === 'output' && a.entry === b.entry && a.index === b.index;
    case 'constant':
      return b?.kind === 'constant' && a.dtype === b.dtype && sameNumbers(a.shape, b.shape);
  }
}

function sameEntry(a: Entry, b: Entry | undefined): boolean {
  const names = Object.keys(a.attributes);
  return (
    b !== undefined &&
    a.op === b.op &&
    sameNumbers(a.inputs, b.inputs) &&
    sameNumbers(a.slots, b.slots) &&
    sameNumbers(a.after ?? [], b.after ?? []) &&
    names.length === Object.keys(b.attributes).length &&
    names.every((name) => {
      const [left, right] = [a.attributes[name], b.attributes[name]];
      return left !== undefined && right !== undefined && sameBytes(left, right);
    })
  );
}

const sameList = <Item>(
  a: readonly Item[],
  b: readonly Item[],
  same: (x: Item, y: Item | undefined) => boolean,
): boolean => a.length === b.length && a.every((one, index) => same(one, b[index]));

/**
 * Two traces of one function must be equal: what differs came from JavaScript (a coin flip, a counter,
 * Math.random) and would be frozen into the graph.
 * @throws CompileRefusal `control-flow` or `changing-constant`.
 */
export function requireSame(first: Trace, second: Trace): void {
  const sameCourse =
    sameList(first.values, second.values, sameSource) &&
    sameList(first.entries, second.entries, sameEntry) &&
    sameList(first.outputs, second.outputs, (a, b) => a.name === b?.name && a.value === b.value) &&
    sameNumbers(first.finals, second.finals);
  if (!sameCourse) {
    throw new CompileRefusal('control-flow', 'The step did different things each of the two times it was traced.');
  }
  first.values.forEach((value, index) => {
    const other = second.values[index];
    if (value.kind === 'constant' && other?.kind === 'constant' && !sameBytes(value.values, other.values)) {
      throw new CompileRefusal(
        'changing-constant',
        `The step makes other numbers in JavaScript each time (shape [${value.shape.join(', ')}]): draw them with its random ops or feed them.`,
      );
    }
  });
}
