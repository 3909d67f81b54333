import { add, equal, mod, scalar, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import { optimizerNumbersAt, type OptimizerNumbers } from '@shared/config/schedules.ts';
import {
  CompileRefusal,
  compileProgram,
  type CompiledProgram,
  type Endpoint,
  type ProgramSource,
  type StepOps,
} from '../../compile/index.ts';
import type { ReadingPart, Readings } from '../../metric/readings.ts';
import { ResourceVariable } from '../../native/resource-variable.ts';
import { stepDraws } from '../../random/step-draws.ts';
import type { Duel, DuelContext, Player } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { gradientNorm } from '../gradient-norm.ts';
import { CallSizes, fewestCalls } from './call-sizes.ts';
import { StepForms, type StepForm } from './form.ts';
import { playStep, RESIDENT_IMAGES, stepInputs, type StepInput } from './play.ts';
import type { TrainingStep } from './training-step.ts';

const PLAYERS = ['generator', 'discriminator'] as const satisfies readonly Player[];

/** The input that says how many updates a player has made before this step: int32 scalar. */
const updatesName = (player: Player): string => `${player}/updates`;

/** The inputs that say what a player's schedules do in this step: float32 scalars. */
const scheduledNames = (player: Player): OptimizerNumbers<string> => ({
  rate: `${player}/rate`,
  beta2: `${player}/beta2`,
});

/** A form of step as it was compiled. */
interface Compiled {
  fed: readonly Omit<StepInput, 'onDevice'>[];
  /** What tracing it found out. */
  parts: readonly ReadingPart[];
  updates: Record<Player, number>;
}

export interface GraphStepOptions {
  loadGraph: ProgramSource['loadGraph'];
  /** Compile with XLA: pays for dense networks, and takes seconds at the first call. */
  xla: boolean;
}

/** Steps that are one call into native TensorFlow each, or less. See docs/decisions/007-compiled-step.md. */
export class GraphStep implements TrainingStep {
  readonly #compiled = new Map<string, Compiled>();
  readonly #forms: StepForms;
  readonly #longest: ReturnType<StepForms['longest']>;
  readonly #sizes = new CallSizes();
  /** Whose optimiser follows a schedule. */
  readonly #scheduled: readonly Player[];
  #program: CompiledProgram;
  /** Whether the program has trained since the duel's variables were brought up to date. */
  #ahead = false;

  /** @throws {CompileRefusal} when it cannot be compiled; the duel is then as it was */
  constructor(
    readonly duel: Duel,
    readonly feed: Feed,
    readonly options: GraphStepOptions,
  ) {
    this.#forms = new StepForms(feed, duel.config);
    this.#longest = this.#forms.longest();
    this.#scheduled = PLAYERS.filter((player) => optimizerNumbersAt(duel.config, player, 0) !== null);
    this.#program = this.#compile([1]);
  }

  /** @param counts how many steps of the form that most in succession have a call may make */
  #compile(counts: readonly number[]): CompiledProgram {
    const { duel, feed, options } = this;
    const images = feed.device?.images;
    return compileProgram({
      loadGraph: options.loadGraph,
      variables: duel.variables.filter((variable) => variable instanceof ResourceVariable),
      ...(images && { residents: { [RESIDENT_IMAGES]: images } }),
      seed: duel.config.seed,
      xla: options.xla,
      endpoints: Object.fromEntries(
        this.#forms
          .all()
          .map((form) => [
            form.key,
            { ...this.#endpoint(form), ...(form.key === this.#longest.form.key && { counts }) },
          ]),
      ),
    });
  }

  #endpoint({ key, images, due }: StepForm): Endpoint {
    const { options } = this;
    const inputs = stepInputs(this.duel.options, this.feed, images);
    const fed = inputs.flatMap(({ onDevice, ...input }) => (onDevice ? (onDevice.fed ?? []) : input));
    const compiled: Compiled = { fed, parts: [], updates: { generator: 0, discriminator: 0 } };
    this.#compiled.set(key, compiled);
    const given = fed.map(({ name, shape, dtype }) => [name, { shape, dtype }]);
    const counters = PLAYERS.map((player) => [updatesName(player), { shape: [], dtype: 'int32' as const }]);
    const scheduled = this.#scheduled.flatMap((player) =>
      Object.values(scheduledNames(player)).map((name) => [name, { shape: [], dtype: 'float32' as const }]),
    );
    return {
      inputs: Object.fromEntries([...given, ...counters, ...scheduled]) as Endpoint['inputs'],
      run: (tensors, ops) => {
        const updates = { generator: 0, discriminator: 0 };
        const next: NonNullable<DuelContext['next']> = (player) => {
          updates[player] += 1;
          const update = add(tensors[updatesName(player)] as Tensor, scalar(updates[player], 'int32'));
          const { rate, beta2 } = scheduledNames(player);
          const [share, decay] = [tensors[rate], tensors[beta2]];
          const at = share && decay ? { rate: share, beta2: decay } : null;
          return this.duel.optimizers[player].tracedNumbers(ops, update, at);
        };
        const made = madeOnDevice(inputs, tensors, ops);
        const { values, parts } = playStep(this.duel, made, stepDraws(ops), due, {
          next,
          after: ops.after,
          lengthOnceIn: (every, gradients) =>
            options.xla
              ? gradientNorm(gradients)
              : ops.lengthWhen(equal(mod(ops.step, scalar(every, 'int32')), scalar(0, 'int32')), gradients),
        });
        Object.assign(compiled, { parts, updates });
        return { values };
      },
    };
  }

  #scheduledAt(player: Player, step: number): OptimizerNumbers {
    const numbers = optimizerNumbersAt(this.duel.config, player, step);
    if (!numbers) throw new Error(`The ${player}’s optimiser follows no schedule.`);
    return numbers;
  }

  /** Null where TensorFlow does not take the longer graph: the one that runs is as right. */
  #compileLonger(count: number): CompiledProgram | null {
    try {
      return this.#compile([1, count]);
    } catch (error) {
      if (error instanceof CompileRefusal) return null;
      throw error;
    }
  }

  callSize(step: number, wanted: number): number {
    const fitting = this.#sizes.better(wanted);
    const better = fitting > 1 ? fewestCalls(this.#longest.steps, fitting) : 1;
    // XLA would compile the longer call for as many times as long.
    if (better > 1 && !this.options.xla) {
      this.bringToDuel();
      const longer = this.#compileLonger(better);
      if (longer) {
        this.#program.dispose();
        this.#program = longer;
      }
      this.#sizes.set(longer ? better : 1);
    }
    const { size } = this.#sizes;
    if (size > wanted) return 1;
    const { key } = this.#longest.form;
    for (let ahead = 0; ahead < size; ahead++) if (this.#forms.at(step + ahead).key !== key) return 1;
    return size;
  }

  run(step: number, count: number): Readings {
    const { key } = this.#forms.at(step);
    const form = this.#compiled.get(key);
    if (!form) throw new Error(`No step of the form ${key} was compiled.`);
    const { optimizers } = this.duel;
    const steps = Array.from({ length: count }, (_, ahead) => ahead);
    const feeds = {
      ...Object.fromEntries(
        form.fed.map((input) => [input.name, joined(steps.map((ahead) => input.valuesAt(step + ahead)))]),
      ),
      ...Object.fromEntries(
        PLAYERS.map((player) => [
          updatesName(player),
          Int32Array.from(steps, (ahead) => optimizers[player].iterations + ahead * form.updates[player]),
        ]),
      ),
      ...Object.fromEntries(
        this.#scheduled.flatMap((player) =>
          (['rate', 'beta2'] as const).map((what) => [
            scheduledNames(player)[what],
            Float32Array.from(steps, (ahead) => this.#scheduledAt(player, step + ahead)[what]),
          ]),
        ),
      ),
    };
    const started = performance.now();
    const { values } = this.#program.run(key, feeds, { step, count });
    this.#sizes.took(performance.now() - started, count);
    if (!(values instanceof Float32Array)) throw new Error('The compiled step gave no readings.');
    for (const player of PLAYERS) optimizers[player].iterations += count * form.updates[player];
    this.#ahead = true;
    return { values: tensor1d(values), parts: form.parts };
  }

  bringToDuel(): void {
    if (this.#ahead) this.#program.download();
    this.#ahead = false;
  }

  takeFromDuel(): void {
    this.#program.upload();
    this.#ahead = false;
  }

  dispose(): void {
    this.#program.dispose();
  }
}

/** Everything a step is fed, by name, with what the device makes itself. */
function madeOnDevice(
  inputs: readonly StepInput[],
  tensors: Readonly<Record<string, Tensor>>,
  ops: StepOps,
): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, onDevice }) => {
      const tensor = onDevice
        ? onDevice.make(ops, (onDevice.fed && tensors[onDevice.fed.name]) ?? null)
        : tensors[name];
      if (!tensor) throw new Error(`The compiled step was not fed ${name}.`);
      return [name, tensor];
    }),
  );
}

/** Arrays of several steps as one. */
function joined(arrays: readonly (Float32Array | Int32Array)[]): Float32Array | Int32Array {
  const [first] = arrays;
  if (!first || arrays.length === 1) return first ?? new Float32Array();
  const whole =
    first instanceof Int32Array
      ? new Int32Array(first.length * arrays.length)
      : new Float32Array(first.length * arrays.length);
  arrays.forEach((array, index) => whole.set(array, index * first.length));
  return whole;
}
