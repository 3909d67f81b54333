import { add, div, mul, scalar, sqrt, square, sub, tidy, Variable, type Tensor } from '@tensorflow/tfjs-core';
import type { Recipe } from '@shared/presets/preset.ts';
import { attribute, type Attribute } from './graph-def.ts';
import { DataType } from './native-backend.ts';
import type { TraceRecorder } from './recorder.ts';
import type { ProgramVariable } from './slot.ts';

/** One Adam step of one network (Kingma & Ba 2014, arXiv:1412.6980). */
export interface AdamStep {
  /** `m` and `v`: running mean and uncentred variance of the gradients, of the variable's shape. */
  updates: readonly { variable: ProgramVariable; gradient: Tensor; m: ProgramVariable; v: ProgramVariable }[];
  /** Which of the optimiser's steps this is, from 1: int32 scalar. */
  iteration: Tensor;
  /** A number is fixed once compiled; feed a scalar tensor for a schedule. */
  learningRate: number | Tensor;
  beta1: number;
  beta2: number;
  /**
   * `corrected`: w −= α·m̂/(√v̂ + ε), the paper's algorithm 1, PyTorch and tfjs; `uncorrected`:
   * w −= α·√(1−β2ᵗ)/(1−β1ᵗ)·m/(√v + ε), the ε̂ at the end of its section 2, Keras and TensorFlow.
   */
  epsilon: Recipe['adamEpsilon'];
}

/**
 * The kernel computes 1 − β in single precision, and 1 − 0.999 loses four digits there. The bias is
 * corrected for the β the kernel really uses, in double precision, so that v̂ is exact nevertheless.
 */
const single = Math.fround;

const held = (variable: ProgramVariable): Tensor => (variable instanceof Variable ? variable : variable.value);

/** The same step, op by op on any device. Reads `iteration` from the device. */
export function eagerAdam(step: AdamStep): void {
  tidy(() => {
    const iteration = step.iteration.dataSync()[0] ?? Number.NaN;
    const root = Math.sqrt(1 - single(step.beta2) ** iteration);
    const rate = mul(step.learningRate, root / (1 - single(step.beta1) ** iteration));
    const { value, addedTo } = step.epsilon;
    const epsilon = scalar(addedTo === 'corrected' ? value * root : value);
    for (const { variable, gradient, m, v } of step.updates) {
      m.assign(add(held(m), mul(sub(gradient, held(m)), 1 - single(step.beta1))));
      v.assign(add(held(v), mul(sub(square(gradient), held(v)), 1 - single(step.beta2))));
      variable.assign(sub(held(variable), div(mul(rate, held(m)), add(sqrt(held(v)), epsilon))));
    }
  });
}

/** The same step as one fused ResourceApplyAdam a weight. */
export function recordAdam(recorder: TraceRecorder, step: AdamStep): void {
  const { float32, float64, int32 } = DataType;
  const scalarOf = (dtype: number, value: number): number =>
    recorder.constant(dtype, dtype === float64 ? Float64Array.of(value) : Float32Array.of(value));
  const double = (op: string, ...inputs: number[]): number => recorder.call(op, { T: attribute.type(float64) }, inputs);
  const cast = (value: number, from: number, to: number): number =>
    recorder.call('Cast', { SrcT: attribute.type(from), DstT: attribute.type(to) }, [value]);

  const iteration = cast(recorder.valueOf(step.iteration), int32, float64);
  const correction = (beta: number): number =>
    double('Sub', scalarOf(float64, 1), double('Pow', scalarOf(float64, single(beta)), iteration));
  const root = double('Sqrt', correction(step.beta2));
  const { learningRate } = step;
  const base =
    typeof learningRate === 'number'
      ? scalarOf(float64, learningRate)
      : cast(recorder.valueOf(learningRate), float32, float64);
  const rate = cast(double('Mul', base, double('Div', root, correction(step.beta1))), float64, float32);
  const { value, addedTo } = step.epsilon;
  const epsilon =
    addedTo === 'corrected'
      ? cast(double('Mul', scalarOf(float64, value), root), float64, float32)
      : scalarOf(float32, value);

  // The kernel would correct the bias itself, in single precision: powers of zero turn that off.
  const zero = scalarOf(float32, 0);
  const betas = [scalarOf(float32, step.beta1), scalarOf(float32, step.beta2)];
  const attributes: Record<string, Attribute> = {
    T: attribute.type(float32),
    use_locking: attribute.boolean(false),
    use_nesterov: attribute.boolean(false),
  };
  for (const { variable, gradient, m, v } of step.updates) {
    const inputs = [zero, zero, rate, ...betas, epsilon, recorder.valueOf(gradient)];
    recorder.update('ResourceApplyAdam', attributes, [variable, m, v], inputs);
  }
}
