import * as tf from '@tensorflow/tfjs-core';
import { discriminatorInput, imageRangeOf } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { isPaired, pairShape } from '@shared/pairs.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Verdict } from '@shared/verdict/verdict.ts';
import type { Checkpoint } from '../../../store/index.ts';
import { buildDiscriminator, type Network } from '../../network/network.ts';
import { imageMean, SAID, saidOf } from '../../network/said.ts';
import { scaled } from '../../training/batches.ts';
import { drawsOf } from '../../training/device-draws.ts';
import { joinedPairs } from '../../training/joined-pairs.ts';
import { loadVariables } from '../../training/state.ts';

/** Pictures, or pairs side by side, one after another, 0 … 255, and the label of each, which counts where the networks know labels. */
export interface Lot {
  pixels: Uint8Array;
  labels: Int32Array;
}

/** What D says of one picture. */
export type Said = Pick<Verdict, 'score' | 'told' | 'read'>;

type JudgedRun = Pick<RunRecord, 'networks' | 'config' | 'recipe'>;

/** The discriminator of a checkpoint, as it judges where nothing is trained: no dropout, no noise, no augmentation. */
export class Judge {
  readonly #record: JudgedRun;
  readonly #network: Network;
  readonly #size: number;

  /** @throws {ForgerError} damaged */
  constructor(record: JudgedRun, checkpoint: Checkpoint) {
    const { networks } = record;
    this.#record = record;
    this.#size = product(discriminatorInput(networks));
    this.#network = buildDiscriminator(networks.discriminator, discriminatorInput(networks), {
      initializer: record.config['network.initializer'],
      draws: drawsOf(record.config.seed),
      purpose: 'discriminatorWeights',
    });
    try {
      loadVariables(this.#network.variables, checkpoint.discriminator);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  dispose(): void {
    this.#network.dispose();
  }

  /**
   * D's score of each picture, before any sigmoid, as many at once as in training.
   * @param done told how many are scored
   * @throws what the signal was aborted with
   */
  async scores(lot: Lot, signal: AbortSignal, done: (count: number) => void = () => undefined): Promise<number[]> {
    const { batch } = this.#record.config;
    const scores: number[] = [];
    while (scores.length < lot.labels.length) {
      signal.throwIfAborted();
      scores.push(...(await this.#pass(part(lot, this.#size, scores.length, batch))).scores);
      done(scores.length);
    }
    return scores;
  }

  /**
   * D's word on one picture.
   * @param label its own, where it has one
   * @param company real pictures that are shown with it where D looks at a batch as a whole
   */
  async of(pixels: Uint8Array, label: number | null, company: Lot, signal: AbortSignal): Promise<Said> {
    const { networks, recipe, config } = this.#record;
    const labels =
      recipe.labels === 'auxiliary' || networks.classes === undefined
        ? [label ?? 0]
        : label === null
          ? Array.from({ length: networks.classes }, (_, number) => number)
          : [label];
    const beside = this.#network.mixesBatch
      ? part(company, this.#size, 0, config.batch - 1)
      : part(company, this.#size, 0, 0);
    const said: { score: number; classes: number[] | null }[] = [];
    for (const one of labels) {
      signal.throwIfAborted();
      const { scores, classes } = await this.#pass({
        pixels: Buffer.concat([pixels, beside.pixels]),
        labels: Int32Array.of(one, ...beside.labels),
      });
      said.push({ score: scores[0] ?? Number.NaN, classes });
    }
    const best = said.reduce((best, { score }, at) => (score > (said[best]?.score ?? -Infinity) ? at : best), 0);
    const { score = Number.NaN, classes = null } = said[best] ?? {};
    const deaf = said.length > 1 && said.every((one) => one.score === score);
    const told = recipe.labels !== 'auxiliary' && networks.classes !== undefined && !deaf;
    return {
      score,
      told: told ? { label: labels[best] ?? 0, how: label === null ? 'best' : 'own' } : null,
      read: classes && likeliest(classes),
    };
  }

  /** Scores of a batch, and the probabilities of the classes of its first picture, where D names classes. */
  async #pass({ pixels, labels }: Lot): Promise<{ scores: number[]; classes: number[] | null }> {
    const { networks } = this.#record;
    const { classes } = networks;
    const { height, width, channels } = isPaired(networks) ? pairShape(networks.image) : networks.image;
    const said = tf.tidy(() => {
      const given = tf.tensor4d(pixels, [labels.length, height, width, channels], 'int32');
      const x = isPaired(networks) ? joinedPairs(given) : given;
      const pass = {
        mode: 'inference',
        ...(classes !== undefined && { labels: tf.tensor1d(labels, 'int32') }),
      } as const;
      const outputs = this.#network.run(scaled(x, imageRangeOf(networks)), pass, SAID);
      const { scores, classes: logits } = saidOf(outputs, networks);
      return {
        scores: imageMean(scores),
        ...(logits && { classes: tf.softmax(tf.slice(logits as tf.Tensor2D, [0, 0], [1, -1])) }),
      };
    });
    try {
      return {
        scores: [...(await said.scores.data())],
        classes: said.classes ? [...(await said.classes.data())] : null,
      };
    } finally {
      tf.dispose(said);
    }
  }
}

const part = ({ pixels, labels }: Lot, size: number, from: number, count: number): Lot => ({
  pixels: pixels.subarray(from * size, (from + count) * size),
  labels: labels.subarray(from, from + count),
});

function likeliest(probabilities: readonly number[]): { label: number; probability: number } {
  const probability = Math.max(...probabilities);
  return { label: probabilities.indexOf(probability), probability };
}
