import type { NativeBinding, OpAttribute } from '../../electron/engine/compile/native-backend.ts';
import { median } from '../../electron/engine/host/bench/median.ts';

interface Row {
  calls: number;
  milliseconds: number;
}

/** Times of one step's ops, by op and by the shapes of what it takes. */
export class OpTimes {
  /** Milliseconds of the step, JavaScript included. */
  whole = 0;
  readonly #rows = new Map<string, Row>();
  readonly #shapes = new Map<number, readonly number[]>();

  /** The binding with a clock: everything goes on to the real one. */
  listen(binding: NativeBinding): NativeBinding {
    const own: Pick<NativeBinding, 'executeOp' | 'createTensor'> = {
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        this.#shapes.set(id, shape);
        return id;
      },
      executeOp: (op, attributes, inputs, outputs) => {
        const started = performance.now();
        const results = binding.executeOp(op, attributes, inputs, outputs);
        this.#add(this.#describe(op, attributes, inputs, results[0]?.shape), performance.now() - started);
        for (const { id, shape } of results) this.#shapes.set(id, shape);
        return results;
      },
    };
    return Object.create(binding, Object.getOwnPropertyDescriptors(own)) as NativeBinding;
  }

  #describe(op: string, attributes: OpAttribute[], inputs: readonly number[], shape: readonly number[] = []): string {
    const strides = attributes.find(({ name }) => name === 'strides')?.value;
    const taken = inputs.map((id) => this.#shapes.get(id)?.join('×') ?? 'variable');
    return `${op}${Array.isArray(strides) ? ` /${strides[1]}` : ''} (${taken.join(', ')}) → ${shape.join('×')}`;
  }

  #add(key: string, milliseconds: number): void {
    const row = this.#rows.get(key) ?? { calls: 0, milliseconds: 0 };
    this.#rows.set(key, { calls: row.calls + 1, milliseconds: row.milliseconds + milliseconds });
  }

  /** Lines by time, most first: medians over the steps; first the sums by op, then the `top` ops with their shapes. */
  static report(steps: readonly OpTimes[], top: number): string {
    const whole = median(steps.map((step) => step.whole));
    const line = (name: string, milliseconds: number, calls: number): string =>
      `${milliseconds.toFixed(2).padStart(9)} ms ${((100 * milliseconds) / whole).toFixed(1).padStart(5)} % ${String(calls).padStart(4)}× ${name}`;
    const table = (keyOf: (key: string) => string): string[] => {
      const keys = new Set(steps.flatMap((step) => [...step.#rows.keys()].map(keyOf)));
      const rows = [...keys].map((key) => {
        const sums = steps.map((step) => step.#sum((one) => keyOf(one) === key));
        return { key, calls: sums[0]?.calls ?? 0, milliseconds: median(sums.map(({ milliseconds }) => milliseconds)) };
      });
      return rows
        .sort((a, b) => b.milliseconds - a.milliseconds)
        .map(({ key, milliseconds, calls }) => line(key, milliseconds, calls));
    };
    const byOp = table((key) => key.split(' ')[0] ?? key);
    const byShape = table((key) => key).slice(0, top);
    return [line('a step, op by op', whole, 1), '', ...byOp.slice(0, 20), '', ...byShape, ''].join('\n');
  }

  #sum(wanted: (key: string) => boolean): Row {
    const rows = [...this.#rows].filter(([key]) => wanted(key)).map(([, row]) => row);
    return {
      calls: rows.reduce((sum, { calls }) => sum + calls, 0),
      milliseconds: rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    };
  }
}
