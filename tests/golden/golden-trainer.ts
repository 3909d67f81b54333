import * as tf from '@tensorflow/tfjs-core';
import { optimizerNumbersAt } from '@shared/config/schedules.ts';
import {
  compileProgram,
  type CompiledProgram,
  type Endpoint,
  type TensorSpec,
} from '../../electron/engine/compile/index.ts';
import { loadSavedModel } from '../../electron/engine/device/saved-model.ts';
import { judge, judgementRules, type JudgementMetrics } from '../../electron/engine/metric/judgement.ts';
import { sortReadings, type ReadingPart, type Readings } from '../../electron/engine/metric/readings.ts';
import { ResourceVariable } from '../../electron/engine/native/resource-variable.ts';
import type { StepDraws } from '../../electron/engine/random/step-draws.ts';
import { Duel, type DuelContext, type DuelOptions } from '../../electron/engine/training/duel.ts';
import { dueAt, periodsOf } from '../../electron/engine/training/step/due.ts';
import { scheduledNumbers } from '../../electron/engine/training/step/eager-step.ts';
import { playStep, stepInputs } from '../../electron/engine/training/step/play.ts';
import type { SteppedState } from './compare.ts';
import {
  goldenFeed,
  PLAYERS,
  stepOf,
  type Golden,
  type GoldenDraw,
  type GoldenMask,
  type GoldenStep,
  type Player,
} from './golden.ts';

/** The step ran other passes than the original: what was drawn for these does not fit. */
export class MaskError extends Error {
  override readonly name = 'MaskError';
}

/** Stands for a layer where a mask chooses margins: their low end for 0. */
const MARGINS = -1;

/** What the original drew, of one kind or the other. */
type Given = Pick<GoldenStep, 'masks'> & Partial<Pick<GoldenStep, 'draws'>>;

const valuesOf = (given: GoldenMask | GoldenDraw): Float32Array =>
  'kept' in given ? Float32Array.from(given.kept, Number) : Float32Array.from(given.data);

/**
 * Gives dropout the original's masks, each once and in their order; noise and margins too, which a script chooses likewise, and
 * whatever else it drew.
 */
export function givenDraws(
  { masks, draws = [] }: Given,
  tensorOf = (given: GoldenMask | GoldenDraw): tf.Tensor => tf.tensor(valuesOf(given), given.shape),
): StepDraws & { unused(): number } {
  const left = [...masks];
  const drawn = [...draws];
  const next = (purpose: string, shape: readonly number[]): tf.Tensor => {
    const place = drawn.findIndex((one) => one.purpose === purpose);
    const [one] = place < 0 ? [] : drawn.splice(place, 1);
    if (!one || !tf.util.arraysEqual(one.shape, [...shape]))
      throw new MaskError(`The original does not draw ${purpose} of ${shape.join('×')} now.`);
    return tensorOf(one);
  };
  const take = (layer: number, shape: readonly number[]): tf.Tensor => {
    const place = left.findIndex((mask) => mask.layer === layer && tf.util.arraysEqual(mask.shape, [...shape]));
    const [mask] = place < 0 ? [] : left.splice(place, 1);
    if (!mask) throw new MaskError(`The original has no mask of ${shape.join('×')} for layer ${layer} now.`);
    return tensorOf(mask);
  };
  return {
    normals: next,
    uniforms: (purpose, shape, low, high) =>
      purpose === 'margins' ? tf.add(tf.mul(take(MARGINS, shape), high - low), low) : next(purpose, shape),
    trials: next,
    dropout: () => take,
    layerNoise: () => take,
    unused: () => left.length + drawn.length,
  };
}

/** Runs one step of a duel on the original's images, latents and masks. */
type Way = (step: number) => Readings;

function eagerWay(duel: Duel, golden: Golden): Way {
  const inputs = stepInputs(duel.options, goldenFeed(golden), golden.batch);
  return (step) => {
    const draws = givenDraws(stepOf(golden, step));
    const fed = inputs.map(({ name, shape, dtype, valuesAt }) => [name, tf.tensor(valuesAt(step), [...shape], dtype)]);
    const readings = playStep(duel, Object.fromEntries(fed), draws, dueAt(step), {
      next: scheduledNumbers(duel, step),
    });
    if (draws.unused() > 0) throw new MaskError(`The step left ${draws.unused()} of what the original drew.`);
    return readings;
  };
}

const WHAT = ['rate', 'beta2'] as const;

/** The same as a compiled graph, to which what was drawn is fed as well: one for each form that steps have. */
function graphWay(duel: Duel, golden: Golden): { way: Way; program: CompiledProgram } {
  const inputs = stepInputs(duel.options, goldenFeed(golden), golden.batch);
  const drawnIn = (step: number): (GoldenMask | GoldenDraw)[] => {
    const { masks, draws } = stepOf(golden, step);
    return [...masks, ...draws];
  };
  const drawnName = (index: number): string => `drawn/${index}`;
  const updatesName = (player: string): string => `${player}/updates`;
  /** What a player's schedules say in a step. */
  const scheduled = PLAYERS.filter((player) => optimizerNumbersAt(duel.config, player, 0) !== null);
  const scheduledName = (player: string, what: string): string => `${player}/${what}`;
  /** What is due in a step. */
  const formOf = (step: number): string =>
    ['step', ...periodsOf(duel.config).map((every) => dueAt(step)(every))].join('-');
  const forms = new Map(golden.steps.map((_, step) => [formOf(step), step]));
  const traced = new Map<string, { parts: readonly ReadingPart[]; updates: Record<Player, number> }>();
  const spec = (shape: readonly number[], dtype: TensorSpec['dtype']): TensorSpec => ({ shape, dtype });
  const endpoint = (form: string, step: number): Endpoint => ({
    inputs: Object.fromEntries([
      ...inputs.map(({ name, shape, dtype }) => [name, spec(shape, dtype)]),
      ...drawnIn(step).map(({ shape }, index) => [drawnName(index), spec(shape, 'float32')]),
      ...PLAYERS.map((player) => [updatesName(player), spec([], 'int32')]),
      ...scheduled.flatMap((player) => WHAT.map((what) => [scheduledName(player, what), spec([], 'float32')] as const)),
    ]) as Record<string, TensorSpec>,
    run: (given, ops) => {
      const updates = { generator: 0, discriminator: 0 };
      const drawn = drawnIn(step);
      const draws = givenDraws(stepOf(golden, step), (one) => given[drawnName(drawn.indexOf(one))] as tf.Tensor);
      const next: DuelContext['next'] = (player) => {
        updates[player] += 1;
        const update = tf.add(given[updatesName(player)] as tf.Tensor, tf.scalar(updates[player], 'int32'));
        const [rate, beta2] = WHAT.map((what) => given[scheduledName(player, what)]);
        return duel.optimizers[player].tracedNumbers(ops, update, rate && beta2 ? { rate, beta2 } : null);
      };
      const { values, parts } = playStep(duel, given, draws, dueAt(step), { next });
      traced.set(form, { parts, updates });
      return { values };
    },
  });
  const program = compileProgram({
    loadGraph: loadSavedModel,
    variables: duel.variables.filter((variable) => variable instanceof ResourceVariable),
    endpoints: Object.fromEntries([...forms].map(([form, step]) => [form, endpoint(form, step)])),
  });
  const way: Way = (step) => {
    const form = formOf(step);
    const { values } = program.run(form, {
      ...Object.fromEntries(inputs.map(({ name, valuesAt }) => [name, valuesAt(step)])),
      ...Object.fromEntries(drawnIn(step).map((one, index) => [drawnName(index), valuesOf(one)])),
      ...Object.fromEntries(
        PLAYERS.map((player) => [updatesName(player), Int32Array.of(duel.optimizers[player].iterations)]),
      ),
      ...Object.fromEntries(
        scheduled.flatMap((player) => {
          const at = optimizerNumbersAt(duel.config, player, step);
          return WHAT.map((what) => [scheduledName(player, what), Float32Array.of(at?.[what] ?? Number.NaN)] as const);
        }),
      ),
    });
    const { parts = [], updates } = traced.get(form) ?? {};
    for (const player of PLAYERS) duel.optimizers[player].iterations += updates?.[player] ?? 0;
    program.download();
    return { values: tf.tensor1d(values as Float32Array), parts };
  };
  return { way, program };
}

/** Trains a duel through the original's steps, with the original's dropout masks, op by op or as a graph. */
export class GoldenTrainer {
  step = 0;
  readonly duel: Duel;
  readonly #way: Way;
  readonly #program: CompiledProgram | null;

  constructor(options: DuelOptions, golden: Golden, start: Parameters<Duel['restore']>[0]) {
    this.duel = new Duel(options);
    this.duel.restore(start);
    if (options.config.execution === 'graph') {
      const { way, program } = graphWay(this.duel, golden);
      this.#way = way;
      this.#program = program;
      program.upload();
    } else {
      this.#way = eagerWay(this.duel, golden);
      this.#program = null;
    }
  }

  /** @param way another way to run the step */
  async trainStep(way: Way = this.#way): Promise<SteppedState> {
    const kept: { parts?: Readings['parts'] } = {};
    const values = tf.tidy(() => {
      const readings = way(this.step);
      kept.parts = readings.parts;
      return readings.values;
    });
    const metrics = this.#judge(await values.data<'float32'>(), kept.parts ?? []);
    values.dispose();
    this.step += 1;
    return { metrics, state: await this.duel.save() };
  }

  #judge(values: Float32Array, parts: Readings['parts']): JudgementMetrics {
    const { recipe, config } = this.duel.options;
    return judge(sortReadings(values, parts), judgementRules(recipe, config));
  }

  dispose(): void {
    this.#program?.dispose();
    this.duel.dispose();
  }
}
