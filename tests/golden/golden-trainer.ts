import * as tf from '@tensorflow/tfjs-core';
import { optimizerNumbersAt } from '@shared/config/schedules.ts';
import { compileProgram, type CompiledProgram, type TensorSpec } from '../../electron/engine/compile/index.ts';
import { loadSavedModel } from '../../electron/engine/device/saved-model.ts';
import { judge, judgementRules, type JudgementMetrics } from '../../electron/engine/metric/judgement.ts';
import { sortReadings, type ReadingPart, type Readings } from '../../electron/engine/metric/readings.ts';
import { ResourceVariable } from '../../electron/engine/native/resource-variable.ts';
import type { StepDraws } from '../../electron/engine/random/step-draws.ts';
import { Duel, type DuelContext, type DuelOptions } from '../../electron/engine/training/duel.ts';
import { dueAt } from '../../electron/engine/training/step/due.ts';
import { scheduledNumbers } from '../../electron/engine/training/step/eager-step.ts';
import { playStep, stepInputs } from '../../electron/engine/training/step/play.ts';
import type { SteppedState } from './compare.ts';
import { goldenFeed, PLAYERS, stepOf, type Golden, type GoldenMask } from './golden.ts';

const noDraws = (): never => {
  throw new Error('The recipe draws numbers that the original does not.');
};

/** The step ran other passes than the original: their masks do not fit. */
export class MaskError extends Error {
  override readonly name = 'MaskError';
}

/** Stands for a layer where a mask chooses margins: their low end for 0. */
const MARGINS = -1;

/** Gives dropout the original's masks, each once and in their order; noise and margins too, which a script chooses likewise. */
export function maskDraws(
  masks: readonly GoldenMask[],
  tensorOf = (mask: GoldenMask): tf.Tensor => tf.tensor(Float32Array.from(mask.kept, Number), mask.shape),
): StepDraws & { unused(): number } {
  const left = [...masks];
  const take = (layer: number, shape: readonly number[]): tf.Tensor => {
    const place = left.findIndex((mask) => mask.layer === layer && tf.util.arraysEqual(mask.shape, [...shape]));
    const [mask] = place < 0 ? [] : left.splice(place, 1);
    if (!mask) throw new MaskError(`The original has no mask of ${shape.join('×')} for layer ${layer} now.`);
    return tensorOf(mask);
  };
  return {
    normals: noDraws,
    uniforms: (purpose, shape, low, high) =>
      purpose === 'margins' ? tf.add(tf.mul(take(MARGINS, shape), high - low), low) : noDraws(),
    trials: noDraws,
    dropout: () => take,
    layerNoise: () => take,
    unused: () => left.length,
  };
}

/** Runs one step of a duel on the original's images, latents and masks. */
type Way = (step: number) => Readings;

function eagerWay(duel: Duel, golden: Golden): Way {
  const inputs = stepInputs(duel.options, goldenFeed(golden), golden.batch);
  return (step) => {
    const draws = maskDraws(stepOf(golden, step).masks);
    const fed = inputs.map(({ name, shape, dtype, valuesAt }) => [name, tf.tensor(valuesAt(step), [...shape], dtype)]);
    const readings = playStep(duel, Object.fromEntries(fed), draws, dueAt(step), {
      next: scheduledNumbers(duel, step),
    });
    if (draws.unused() > 0) throw new MaskError(`The step left ${draws.unused()} of the original's masks.`);
    return readings;
  };
}

const WHAT = ['rate', 'beta2'] as const;

/** The same as a compiled graph, to which masks are fed as well. */
function graphWay(duel: Duel, golden: Golden): { way: Way; program: CompiledProgram } {
  const inputs = stepInputs(duel.options, goldenFeed(golden), golden.batch);
  const { masks } = stepOf(golden, 0);
  const maskName = (index: number): string => `mask/${index}`;
  const updatesName = (player: string): string => `${player}/updates`;
  /** What a player's schedules say in a step. */
  const scheduled = PLAYERS.filter((player) => optimizerNumbersAt(duel.config, player, 0) !== null);
  const scheduledName = (player: string, what: string): string => `${player}/${what}`;
  const updates = { generator: 0, discriminator: 0 };
  let parts: readonly ReadingPart[] = [];
  const spec = (shape: readonly number[], dtype: TensorSpec['dtype']): TensorSpec => ({ shape, dtype });
  const program = compileProgram({
    loadGraph: loadSavedModel,
    variables: duel.variables.filter((variable) => variable instanceof ResourceVariable),
    endpoints: {
      step: {
        inputs: Object.fromEntries([
          ...inputs.map(({ name, shape, dtype }) => [name, spec(shape, dtype)]),
          ...masks.map(({ shape }, index) => [maskName(index), spec(shape, 'float32')]),
          ...PLAYERS.map((player) => [updatesName(player), spec([], 'int32')]),
          ...scheduled.flatMap((player) =>
            WHAT.map((what) => [scheduledName(player, what), spec([], 'float32')] as const),
          ),
        ]) as Record<string, TensorSpec>,
        run: (given, ops) => {
          Object.assign(updates, { generator: 0, discriminator: 0 });
          const draws = maskDraws(masks, (mask) => given[maskName(masks.indexOf(mask))] as tf.Tensor);
          const next: DuelContext['next'] = (player) => {
            updates[player] += 1;
            const update = tf.add(given[updatesName(player)] as tf.Tensor, tf.scalar(updates[player], 'int32'));
            const [rate, beta2] = WHAT.map((what) => given[scheduledName(player, what)]);
            return duel.optimizers[player].tracedNumbers(ops, update, rate && beta2 ? { rate, beta2 } : null);
          };
          const readings = playStep(duel, given, draws, dueAt(0), { next });
          ({ parts } = readings);
          return { values: readings.values };
        },
      },
    },
  });
  const way: Way = (step) => {
    const { values } = program.run('step', {
      ...Object.fromEntries(inputs.map(({ name, valuesAt }) => [name, valuesAt(step)])),
      ...Object.fromEntries(
        stepOf(golden, step).masks.map(({ kept }, index) => [maskName(index), Float32Array.from(kept, Number)]),
      ),
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
    for (const player of PLAYERS) duel.optimizers[player].iterations += updates[player];
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
