import * as tf from '@tensorflow/tfjs-core';
import type { MetricRow } from '@shared/run.ts';
import { judge } from '../metric/judgement.ts';
import { Recorder } from '../metric/recorder.ts';
import { checkFinite, checkLosses } from './divergence.ts';
import { Duel, type DuelOptions } from './duel.ts';
import type { Feed } from './feed.ts';
import { drawSamples } from './samples.ts';
import type { TrainerState } from './state.ts';
import { chooseStep, type ChosenStep, type GraphLoader } from './step/choose-step.ts';

/** A duel that is fed: one training step at a time. */
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

  /**
   * @throws {LayerError} when the networks do not fit each other
   * @throws {ForgerError} device-unavailable when steps cannot run as the configuration asks
   */
  constructor(
    options: DuelOptions,
    readonly feed: Feed,
    loadGraph: GraphLoader,
  ) {
    this.duel = new Duel(options);
    try {
      this.way = chooseStep(this.duel, feed, loadGraph);
    } catch (error) {
      this.duel.dispose();
      throw error;
    }
  }

  /** D's updates, then G's. The step's numbers come with the next {@link readMetrics}. */
  trainStep(): void {
    const started = performance.now();
    const images = this.feed.sizeAt(this.step);
    tf.tidy(() => {
      const judged = this.way.step.run(this.step);
      this.step += 1;
      this.#recorder.add(this.step, images, judged);
    });
    this.elapsed += (performance.now() - started) / 1000;
  }

  /**
   * The metrics of every step since the last call, oldest first; waits for the device.
   * @throws {ForgerError} diverged when a loss is not a number any more
   */
  async readMetrics(): Promise<MetricRow[]> {
    const { recipe, config } = this.duel.options;
    const before = this.#elapsedAtLastRead;
    const seconds = this.elapsed - before;
    this.#elapsedAtLastRead = this.elapsed;
    const steps = await this.#recorder.read();
    const images = steps.reduce((sum, step) => sum + step.images, 0);
    return steps.map(({ step, said }, index) => {
      const judgement = judge(said, recipe.discriminator.lossJoin, config['loss.generator']);
      checkLosses(judgement, step);
      return {
        step,
        epoch: step / this.feed.stepsPerEpoch,
        ...judgement,
        imagesPerSecond: images / Math.max(seconds, 1e-6),
        elapsed: before + (seconds * (index + 1)) / steps.length,
      };
    });
  }

  /** The run's fixed samples: pixels 0 … 255, image after image. */
  drawSamples(): Promise<Uint8Array> {
    const { config, networks } = this.duel.options;
    this.way.step.bringToDuel();
    return drawSamples(this.duel.generator, {
      count: config['samples.count'],
      seed: config.seed,
      prior: config['latent.prior'],
      latentSize: networks.latentSize,
    });
  }

  /** @throws {ForgerError} diverged when a weight is not a number any more */
  async save(): Promise<TrainerState> {
    this.way.step.bringToDuel();
    const state = { step: this.step, elapsed: this.elapsed, ...(await this.duel.save()) };
    checkFinite(state);
    return state;
  }

  /** @throws {ForgerError} damaged when the state is not of these networks */
  restore(state: TrainerState): void {
    this.duel.restore(state);
    this.way.step.takeFromDuel();
    this.step = state.step;
    this.elapsed = state.elapsed;
    this.#elapsedAtLastRead = state.elapsed;
  }

  dispose(): void {
    this.#recorder.dispose();
    this.way.step.dispose();
    this.duel.dispose();
  }
}
