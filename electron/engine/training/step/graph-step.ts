import { add, scalar, tensor1d, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { compileProgram, type CompiledProgram, type Endpoint, type ProgramSource } from '../../compile/index.ts';
import type { JudgedLogits, JudgedPart } from '../../metric/recorder.ts';
import { ResourceVariable } from '../../network/native/resource-variable.ts';
import type { Duel, NextNumbers, Player } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { playStep, stepInputs, type StepInput } from './play.ts';
import type { TrainingStep } from './training-step.ts';

const PLAYERS = ['generator', 'discriminator'] as const satisfies readonly Player[];

/** The input that says how many updates a player has made before this step: int32 scalar. */
const updatesName = (player: Player): string => `${player}/updates`;

/** A step that sees a certain number of images. */
interface Form {
  inputs: readonly StepInput[];
  /** What tracing it found out. */
  parts: readonly JudgedPart[];
  updates: Record<Player, number>;
}

/** Steps that are one call into native TensorFlow each. See docs/decisions/010-compiled-step.md. */
export class GraphStep implements TrainingStep {
  readonly #forms = new Map<number, Form>();
  readonly #program: CompiledProgram;
  /** Whether the program has trained since the duel's variables were brought up to date. */
  #ahead = false;

  /** @throws {CompileRefusal} when it cannot be compiled; the duel is then as it was */
  constructor(
    readonly duel: Duel,
    readonly feed: Feed,
    loadGraph: ProgramSource['loadGraph'],
  ) {
    // The last batch of an epoch may be a short one.
    const counts = [0, feed.stepsPerEpoch - 1].map((step) => feed.sizeAt(step));
    this.#program = compileProgram({
      loadGraph,
      variables: PLAYERS.flatMap((player) => [...duel[player].variables, ...duel.optimizers[player].slots]).filter(
        (variable) => variable instanceof ResourceVariable,
      ),
      endpoints: Object.fromEntries([...new Set(counts)].map((count) => [String(count), this.#endpoint(count)])),
    });
  }

  #endpoint(count: number): Endpoint {
    const form: Form = {
      inputs: stepInputs(this.duel.options, this.feed, count),
      parts: [],
      updates: { generator: 0, discriminator: 0 },
    };
    this.#forms.set(count, form);
    const floats = form.inputs.map(({ name, shape }) => [name, { shape, dtype: 'float32' as const }]);
    const counters = PLAYERS.map((player) => [updatesName(player), { shape: [], dtype: 'int32' as const }]);
    return {
      inputs: Object.fromEntries([...floats, ...counters]) as Endpoint['inputs'],
      run: (inputs, ops) => {
        const updates = { generator: 0, discriminator: 0 };
        const next: NextNumbers = (player) => {
          updates[player] += 1;
          const update = add(inputs[updatesName(player)] as Tensor, scalar(updates[player], 'int32'));
          return ops.adamNumbers(this.duel.optimizers[player].settings, update);
        };
        const { logits, parts } = playStep(this.duel, inputs, next);
        Object.assign(form, { parts, updates });
        return { logits };
      },
    };
  }

  run(step: number): JudgedLogits<Tensor1D> {
    const count = this.feed.sizeAt(step);
    const form = this.#forms.get(count);
    if (!form) throw new Error(`No step of ${count} images was compiled.`);
    const { optimizers } = this.duel;
    const { logits } = this.#program.run(String(count), {
      ...Object.fromEntries(form.inputs.map(({ name, valuesAt }) => [name, valuesAt(step)])),
      ...Object.fromEntries(
        PLAYERS.map((player) => [updatesName(player), Int32Array.of(optimizers[player].iterations)]),
      ),
    });
    if (!(logits instanceof Float32Array)) throw new Error('The compiled step gave no logits.');
    for (const player of PLAYERS) optimizers[player].iterations += form.updates[player];
    this.#ahead = true;
    return { logits: tensor1d(logits), parts: form.parts };
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
