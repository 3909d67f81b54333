import * as tf from '@tensorflow/tfjs-core';
import type { PenaltyKind, WeightedPenalty } from '@shared/penalty/index.ts';
import { readingsOf, type ReadingPart, type Readings } from '../../metric/readings.ts';
import type { Counts } from '../loss/adversarial-loss.ts';
import { penalize } from '../penalty/gradient-penalty.ts';
import { GRADIENT_PENALTIES } from '../penalty/index.ts';
import { imageMean } from '../../network/said.ts';
import type { Game, LabelledImages, StepContext } from './game.ts';
import { judge, type Verdict } from './verdict.ts';

/** The whole game as it stands in one update: what the terms of an objective are worked out from. */
export interface View {
  game: Game;
  context: StepContext;
  /** Scaled as G makes them. In D's update no gradient reaches G through the fakes. */
  given: { real: LabelledImages; fake: LabelledImages };
  /** The same as D sees them; null where this update does not ask for it. */
  shown: { real: LabelledImages | null; fake: LabelledImages | null };
  /** What D says of the images it is asked about in this update, the real ones first, and their labels. */
  said: Verdict & { labels: tf.Tensor | null; counts: Counts };
  /** In G's update for a loss of pairs, D's scores of as many real images [n, 1]; else null. */
  rivals: tf.Tensor | null;
}

/** Values and the kinds they are of, in their order. */
export interface Reading {
  values: tf.Tensor;
  parts: readonly ReadingPart[];
}

/** What a term comes to. */
export interface TermValue {
  /** Of each image that D was asked about, [n, 1]. */
  losses: tf.Tensor;
  readings: readonly Reading[];
}

/** One part of what a player minimises. */
export interface Term {
  id: string;
  /** How much it counts beside the others. */
  weight: number;
  evaluate(view: View): TermValue;
}

/** What one optimiser update minimises. */
export interface Objective {
  /** Runs the forward passes, once. All tensors belong to the current tidy scope. */
  evaluate(): { loss: tf.Scalar; readings: Readings };
}

export interface ObjectiveParts {
  terms: readonly Term[];
  penalties: readonly WeightedPenalty[];
  /** Makes one number of the losses of all images. */
  reduce(losses: tf.Tensor): tf.Scalar;
  view(): View;
}

/** Σ weight · term + Σ every · weight · penalty, of the penalties that are due */
export const objectiveOf = ({ terms, penalties, reduce, view: look }: ObjectiveParts): Objective => ({
  evaluate: () => {
    const view = look();
    const values = terms.map(({ evaluate, weight }) => ({ weight, ...evaluate(view) }));
    const reduced = values.map(({ losses, weight }) => scaled(reduce(losses), weight));
    const due = penalties.filter(({ every }) => view.context.due(every));
    const penalized = due.map((penalty) => ({ ...penalty, value: penaltyOf(view, penalty) }));
    const added = penalized.map(({ value, every }) => scaled(value, every));
    const loss = [...reduced, ...added].reduce((sum, part) => tf.add(sum, part));
    const readings = [...values.flatMap((value) => value.readings), ...penalized.map(penaltyReading)];
    return { loss, readings: readingsOf(readings) };
  },
});

/** Σ every · weight · penalty, of penalties that D is moved by in an update of their own. */
export const penaltyObjective = (
  penalties: readonly WeightedPenalty[],
  view: () => Pick<View, 'game' | 'context' | 'shown'>,
): Objective => ({
  evaluate: () => {
    const shown = view();
    const values = penalties.map((penalty) => ({ ...penalty, value: penaltyOf(shown, penalty) }));
    const loss = values.map(({ value, every }) => scaled(value, every)).reduce((sum, part) => tf.add(sum, part));
    return { loss, readings: readingsOf(values.map(penaltyReading)) };
  },
});

const penaltyReading = ({ kind, value }: { kind: PenaltyKind; value: tf.Scalar }): Reading => {
  const { at } = GRADIENT_PENALTIES[kind];
  return { values: value, parts: [{ kind: at === 'fake' ? 'penaltyFake' : 'penalty', count: 1 }] };
};

const scaled = (loss: tf.Scalar, weight: number): tf.Scalar => (weight === 1 ? loss : tf.mul(loss, weight));

/** A gradient penalty on D, weighted. */
function penaltyOf(
  { game, context, shown }: Pick<View, 'game' | 'context' | 'shown'>,
  { kind, weight }: WeightedPenalty,
): tf.Scalar {
  const penalty = GRADIENT_PENALTIES[kind];
  const given = (side: 'real' | 'fake'): LabelledImages => {
    const images = shown[side];
    if (!images) throw new Error(`A penalty needs ${side} images, which this update does not show.`);
    return images;
  };
  const { labels } = given(penalty.at === 'fake' ? 'fake' : 'real');
  const critic = (images: tf.Tensor): tf.Tensor =>
    imageMean(judge(game, context, { images, labels }, { updateBuffers: false, createGraph: true }).scores);
  const value = penalize(penalty, weight, critic, (side) => given(side).images, context.draws);
  return context.penaltyShare ? tf.mul(value, context.penaltyShare) : value;
}
