import * as tf from '@tensorflow/tfjs-core';
import type { EvaluationId } from '@shared/evaluations.ts';
import type { MetricRow } from '@shared/run.ts';
import type { Execution } from '@shared/way.ts';
import { isPaired } from '@shared/pairs.ts';
import type { Network } from '../network/network.ts';
import { judge, judgementRules } from '../metric/judgement.ts';
import { Recorder, type StepFacts } from '../metric/recorder.ts';
import { measureStatistics, statisticsRows } from './batch-statistics.ts';
import { DivergedError, findBrokenState, findDivergence } from './divergence.ts';
import { Duel, type DuelOptions, type Player } from './duel.ts';
import type { Feed } from './feed.ts';
import { learningRatesAt } from './learning-rates.ts';
import { MEASURES, type Measure } from './evaluation.ts';
import { drawBeside, samplePairs } from './pairs.ts';
import { drawSamples, fixedSamples, type LatentRows } from './samples.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { chooseStep, type ChosenStep, type GraphLoader } from './step/choose-step.ts';

/** Samples of G, and of its EMA where there is one: pixels 0 … 255, image after image. */
export interface DrawnSamples {
  generator: Uint8Array;
  average: Uint8Array | null;
}

/** Trains a duel on a feed, one step at a time. */
export class Trainer {
  /** Completed training steps. */
  step = 0;
  /** Seconds spent in training so far, pauses left out. */
  elapsed = 0;
  readonly duel: Duel;
  /** How its steps run. */
  readonly way: ChosenStep;
  readonly #recorder = new Recorder();
  #elapsedAtLastRead = 0;
  readonly #measures = new Map<EvaluationId, Measure>();
  /** The step at which the EMA has the statistics that belong to it. */
  #averagedAt: number | null = null;
  #statisticsRows: LatentRows | null = null;
  #samplePairs: Uint8Array | null = null;

  /**
   * @param settled the way its steps have run so far; null before the first
   * @throws {LayerError} when the networks do not fit each other
   * @throws {ForgerError} device-unavailable when steps cannot run as the configuration asks
   */
  constructor(
    options: DuelOptions,
    readonly feed: Feed,
    loadGraph: GraphLoader,
    settled: Execution | null = null,
  ) {
    this.duel = new Duel(options);
    try {
      this.way = chooseStep(this.duel, feed, loadGraph, settled);
    } catch (error) {
      this.duel.dispose();
      throw error;
    }
  }

  /**
   * Trains a few steps at once, as many as pay, up to `wanted`: D's updates, then G's. The steps' numbers come with
   * the next {@link readMetrics}.
   */
  trainSteps(wanted: number): void {
    const started = performance.now();
    const count = this.way.step.callSize(this.step, wanted);
    const before = this.#updates();
    tf.tidy(() => {
      const readings = this.way.step.run(this.step, count);
      this.#recorder.add(this.#factsOf(count, before), readings);
    });
    this.step += count;
    this.elapsed += (performance.now() - started) / 1000;
  }

  #updates(): Record<Player, number> {
    const { generator, discriminator } = this.duel.optimizers;
    return { generator: generator.iterations, discriminator: discriminator.iterations };
  }

  /** What is known of the steps of a call that was made. @param before the updates made before it */
  #factsOf(count: number, before: Record<Player, number>): StepFacts[] {
    const { config } = this.duel;
    const after = this.#updates();
    // The steps of a call are of one form: each makes as many updates.
    const updatesAt = (player: Player, ahead: number): number =>
      before[player] + ((after[player] - before[player]) / count) * ahead;
    return Array.from({ length: count }, (_, ahead) => {
      const step = this.step + ahead;
      const updates = {
        generator: updatesAt('generator', ahead),
        discriminator: updatesAt('discriminator', ahead),
      };
      return {
        step: step + 1,
        images: this.feed.sizeAt(step),
        instanceNoise: this.feed.noise(step),
        ...learningRatesAt(config, step, updates),
      };
    });
  }

  trainStep(): void {
    this.trainSteps(1);
  }

  /**
   * The metrics of every step since the last call, oldest first; waits for the device.
   * @throws {DivergedError} when a step's numbers are not all finite; it holds the rows before
   */
  async readMetrics(): Promise<MetricRow[]> {
    const { recipe, config } = this.duel.options;
    const before = this.#elapsedAtLastRead;
    const asked = performance.now();
    const steps = await this.#recorder.read();
    // A GPU works behind what it was told: waiting for it is training too.
    if (steps.length > 0) this.elapsed += (performance.now() - asked) / 1000;
    const seconds = this.elapsed - before;
    this.#elapsedAtLastRead = this.elapsed;
    const images = steps.reduce((sum, step) => sum + step.images, 0);
    const rules = judgementRules(recipe, config);
    const rows = steps.map(({ step, readings, instanceNoise, gLearningRate, dLearningRate }, index) => ({
      step,
      epoch: step / this.feed.stepsPerEpoch,
      ...judge(readings, rules),
      gLearningRate,
      dLearningRate,
      instanceNoise: config['noise.start'] > 0 ? instanceNoise : Number.NaN,
      imagesPerSecond: images / Math.max(seconds, 1e-6),
      elapsed: before + (seconds * (index + 1)) / steps.length,
    }));
    const divergence = findDivergence(steps);
    if (divergence)
      throw new DivergedError(
        divergence,
        this.feed.stepsPerEpoch,
        rows.filter(({ step }) => step < divergence.step),
      );
    return rows;
  }

  /** The run's fixed samples. */
  async drawSamples(): Promise<DrawnSamples> {
    const { options, generator, average } = this.duel;
    this.way.step.bringToDuel();
    await this.#measureAverage();
    const { networks } = options;
    const pairs = isPaired(networks) ? this.#pairs() : null;
    const fixed = fixedSamples(options);
    const draw = (of: Network): Promise<Uint8Array> =>
      pairs ? drawBeside(of, networks, pairs) : drawSamples(of, fixed);
    return { generator: await draw(generator), average: average && (await draw(average)) };
  }

  /** Those of its fixed samples. */
  #pairs(): Uint8Array {
    const { images } = this.feed;
    if (!images) throw new Error('Samples of pairs are made of a data set.');
    this.#samplePairs ??= samplePairs(images, this.duel.config);
    return this.#samplePairs;
  }

  /** @throws {DivergedError} when not all of it is finite: broken numbers are never kept */
  async save(): Promise<TrainingState> {
    this.way.step.bringToDuel();
    await this.#measureAverage();
    const state = { step: this.step, elapsed: this.elapsed, ...(await this.duel.save()) };
    const divergence = findBrokenState(state);
    if (divergence) throw new DivergedError(divergence, this.feed.stepsPerEpoch);
    return state;
  }

  /**
   * Gives the EMA the statistics of batch norm that belong to its weights, where the run asks for it. The next step
   * takes over G's again, so that training does not depend on when this was done.
   */
  async #measureAverage(): Promise<void> {
    const { average, config, options } = this.duel;
    if (!average || config['ema.batchNorm'] === 'copied' || average.statistics.length === 0) return;
    if (this.#averagedAt === this.step) return;
    this.#statisticsRows ??= statisticsRows(options, this.feed.images);
    await measureStatistics(average, this.#statisticsRows, config.batch);
    this.#averagedAt = this.step;
  }

  /** A value of G as it stands, of its EMA where there is one; null where the feed has no images to measure it against. */
  async evaluate(id: EvaluationId): Promise<number | null> {
    const { options, average, generator } = this.duel;
    const { images } = this.feed;
    if (!images) return null;
    this.way.step.bringToDuel();
    await this.#measureAverage();
    const measure = this.#measures.get(id) ?? MEASURES[id](images, options);
    this.#measures.set(id, measure);
    return measure.of(average ?? generator);
  }

  /** @throws {ForgerError} damaged when the state is not of these networks */
  restore(state: TrainingState): void {
    this.duel.restore(state);
    this.way.step.takeFromDuel();
    this.step = state.step;
    this.#averagedAt = null;
    this.elapsed = state.elapsed;
    this.#elapsedAtLastRead = state.elapsed;
  }

  dispose(): void {
    this.#recorder.dispose();
    this.way.step.dispose();
    this.duel.dispose();
  }
}
