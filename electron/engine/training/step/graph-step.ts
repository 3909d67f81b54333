import { add, scalar, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import { compileProgram, type CompiledProgram, type Endpoint, type ProgramSource } from '../../compile/index.ts';
import type { ReadingPart, Readings } from '../../metric/readings.ts';
import { ResourceVariable } from '../../network/native/resource-variable.ts';
import { stepDraws } from '../../random/step-draws.ts';
import type { Duel, DuelContext, Player } from '../duel.ts';
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
  parts: readonly ReadingPart[];
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
      variables: duel.variables.filter((variable) => variable instanceof ResourceVariable),
      seed: duel.config.seed,
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
    const fed = form.inputs.map(({ name, shape, dtype }) => [name, { shape, dtype }]);
    const counters = PLAYERS.map((player) => [updatesName(player), { shape: [], dtype: 'int32' as const }]);
    return {
      inputs: Object.fromEntries([...fed, ...counters]) as Endpoint['inputs'],
      run: (inputs, ops) => {
        const updates = { generator: 0, discriminator: 0 };
        const next: NonNullable<DuelContext['next']> = (player) => {
          updates[player] += 1;
          const update = add(inputs[updatesName(player)] as Tensor, scalar(updates[player], 'int32'));
          return this.duel.optimizers[player].tracedNumbers(ops, update);
        };
        const { values, parts } = playStep(this.duel, inputs, stepDraws(ops), next);
        Object.assign(form, { parts, updates });
        return { values };
      },
    };
  }

  run(step: number): Readings {
    const count = this.feed.sizeAt(step);
    const form = this.#forms.get(count);
    if (!form) throw new Error(`No step of ${count} images was compiled.`);
    const { optimizers } = this.duel;
    const feeds = {
      ...Object.fromEntries(form.inputs.map(({ name, valuesAt }) => [name, valuesAt(step)])),
      ...Object.fromEntries(
        PLAYERS.map((player) => [updatesName(player), Int32Array.of(optimizers[player].iterations)]),
      ),
    };
    const { values } = this.#program.run(String(count), feeds, { step });
    if (!(values instanceof Float32Array)) throw new Error('The compiled step gave no readings.');
    for (const player of PLAYERS) optimizers[player].iterations += form.updates[player];
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
