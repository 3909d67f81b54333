import * as tf from '@tensorflow/tfjs-core';
import { hasAuxiliaryClassifier, rebuildsImages } from '@shared/network/layers.ts';
import { isPaired } from '@shared/pairs.ts';
import { imageMean } from '../../network/said.ts';
import type { ReadingKind, ReadingPart } from '../../metric/readings.ts';
import { ADVERSARIAL_LOSSES } from '../loss/index.ts';
import { classLosses } from '../loss/class-loss.ts';
import { drawMargins } from '../loss/margins.ts';
import { drawTargets } from '../loss/targets.ts';
import type { Counts } from '../loss/adversarial-loss.ts';
import type { ScoreMeans } from '../score-means.ts';
import { partsOf } from '../joined-pairs.ts';
import { countOf, type Game } from './game.ts';
import type { Term } from './objective.ts';

const bySide = (real: ReadingKind, fake: ReadingKind, counts: Counts): ReadingPart[] => [
  { kind: real, count: counts.real },
  { kind: fake, count: counts.fake },
];

/**
 * What D minimises beside penalties: telling real from fake, naming the class where it does (AC-GAN), and LeCam.
 * @param share of the losses on each kind of images in the whole
 */
export function discriminatorTerms({ config, networks, recipe, scoreMeans }: Game, share: number): Term[] {
  const loss = ADVERSARIAL_LOSSES[config['loss.kind']];
  const adversarial: Term = {
    id: 'adversarial',
    weight: 1,
    evaluate: ({ context, said: { scores, counts } }) => {
      const targets = drawTargets(config, context.draws, counts);
      const margins = drawMargins(config, context.draws, scores);
      const losses = imageMean(loss.discriminator(scores, counts, targets, margins));
      const readings = [
        { values: imageMean(scores), parts: bySide('real', 'fake', counts) },
        { values: losses, parts: bySide('lossReal', 'lossFake', counts) },
      ];
      return { losses, readings };
    },
  };
  const names = classTerm(config['loss.classWeight'], (counts) => bySide('classReal', 'classFake', counts));
  return [
    adversarial,
    ...(hasAuxiliaryClassifier(networks) ? [names] : []),
    ...(rebuildsImages(networks) ? [rebuildTerm(config['reconstruction.weight'], recipe.discriminator.lossJoin)] : []),
    // It adds its mean over the real images and that over the fakes, whichever way the losses are joined.
    ...(scoreMeans ? [lecamTerm(scoreMeans, config['lecam.weight'] / share)] : []),
  ];
}

/** LeCam's penalty (Tseng et al. 2021, equation 4). */
const lecamTerm = (means: ScoreMeans, weight: number): Term => ({
  id: 'lecam',
  weight,
  evaluate: ({ said: { scores, counts } }) => {
    const losses = imageMean(means.hold(scores, counts));
    return { losses, readings: [{ values: losses, parts: bySide('lecamReal', 'lecamFake', counts) }] };
  },
});

/** What G minimises: that D takes its images for real, and for what was asked where D names classes. */
export function generatorTerms({ config, networks }: Game): Term[] {
  const loss = ADVERSARIAL_LOSSES[config['loss.kind']];
  const adversarial: Term = {
    id: 'adversarial',
    weight: 1,
    evaluate: ({ rivals, said: { scores, counts } }) => {
      const losses = imageMean(loss.generator(scores, config['loss.generator'], rivals));
      const readings = [
        { values: imageMean(scores), parts: [{ kind: 'generator', count: counts.fake }] },
        { values: losses, parts: [{ kind: 'lossGenerator', count: counts.fake }] },
      ] as const;
      return { losses, readings };
    },
  };
  const names = classTerm(config['loss.classWeight'], ({ fake }) => [{ kind: 'classGenerator', count: fake }]);
  return [
    adversarial,
    ...(hasAuxiliaryClassifier(networks) ? [names] : []),
    ...(isPaired(networks) ? [targetTerm(config['loss.targetWeight'])] : []),
  ];
}

/** How far what G makes of an input is from its target: the mean absolute difference (Isola et al. 2017, equation 3). */
const targetTerm = (weight: number): Term => ({
  id: 'target',
  weight,
  evaluate: ({ given: { real, fake } }) => {
    const apart = tf.abs(tf.sub(partsOf(fake.images).target, partsOf(real.images).target));
    const losses = tf.reshape(tf.mean(apart, [1, 2, 3]), [-1, 1]);
    return { losses, readings: [{ values: losses, parts: [{ kind: 'target', count: countOf(fake) }] }] };
  },
});

/**
 * How far D's decoders are from the real images they must rebuild (Liu et al. 2021, equation 2, with the mean squared error in
 * place of perceptual distance). In an update on fakes alone it counts nothing, and it counts whole where the losses of both
 * kinds are halved.
 */
const rebuildTerm = (weight: number, join: 'sum' | 'mean'): Term => ({
  id: 'reconstruction',
  weight,
  evaluate: ({ said: { rebuilt, counts } }) => {
    if (!rebuilt) throw new Error('D has no decoders here.');
    if (counts.real === 0) return { losses: tf.mul(rebuilt, 0), readings: [] };
    const joined = (): tf.Tensor =>
      tf.concat([join === 'mean' ? tf.mul(rebuilt, 2) : rebuilt, tf.zeros([counts.fake, 1])]);
    return {
      losses: counts.fake === 0 ? rebuilt : joined(),
      readings: [{ values: rebuilt, parts: [{ kind: 'reconstruction', count: counts.real }] }],
    };
  },
});

/** Cross-entropy of the classes that D names (Odena et al. 2017, equation 3). */
const classTerm = (weight: number, parts: (counts: Counts) => ReadingPart[]): Term => ({
  id: 'class',
  weight,
  evaluate: ({ said: { classes, labels, counts } }) => {
    if (!classes || !labels) throw new Error('D names no classes here.');
    const losses = classLosses(classes, labels);
    return { losses, readings: [{ values: losses, parts: parts(counts) }] };
  },
});
