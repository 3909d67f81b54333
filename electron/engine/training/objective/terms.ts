import { hasAuxiliaryClassifier } from '@shared/network/layers.ts';
import type { ReadingKind, ReadingPart } from '../../metric/readings.ts';
import { ADVERSARIAL_LOSSES } from '../loss/index.ts';
import { classLosses } from '../loss/class-loss.ts';
import { drawTargets } from '../loss/targets.ts';
import type { Counts } from '../loss/adversarial-loss.ts';
import type { Game } from './game.ts';
import type { Term } from './objective.ts';

const bySide = (real: ReadingKind, fake: ReadingKind, counts: Counts): ReadingPart[] => [
  { kind: real, count: counts.real },
  { kind: fake, count: counts.fake },
];

/** What D minimises beside penalties: telling real from fake, and naming the class where it does (AC-GAN). */
export function discriminatorTerms({ config, networks }: Game): Term[] {
  const loss = ADVERSARIAL_LOSSES[config['loss.kind']];
  const adversarial: Term = {
    id: 'adversarial',
    weight: 1,
    evaluate: ({ context, said: { scores, counts } }) => {
      const losses = loss.discriminator(scores, counts, drawTargets(config, context.draws, counts));
      const readings = [
        { values: scores, parts: bySide('real', 'fake', counts) },
        { values: losses, parts: bySide('lossReal', 'lossFake', counts) },
      ];
      return { losses, readings };
    },
  };
  const names = classTerm(config['loss.classWeight'], (counts) => bySide('classReal', 'classFake', counts));
  return hasAuxiliaryClassifier(networks) ? [adversarial, names] : [adversarial];
}

/** What G minimises: that D takes its images for real, and for what was asked where D names classes. */
export function generatorTerms({ config, networks }: Game): Term[] {
  const loss = ADVERSARIAL_LOSSES[config['loss.kind']];
  const adversarial: Term = {
    id: 'adversarial',
    weight: 1,
    evaluate: ({ rivals, said: { scores, counts } }) => {
      const losses = loss.generator(scores, config['loss.generator'], rivals);
      const readings = [
        { values: scores, parts: [{ kind: 'generator', count: counts.fake }] },
        { values: losses, parts: [{ kind: 'lossGenerator', count: counts.fake }] },
      ] as const;
      return { losses, readings };
    },
  };
  const names = classTerm(config['loss.classWeight'], ({ fake }) => [{ kind: 'classGenerator', count: fake }]);
  return hasAuxiliaryClassifier(networks) ? [adversarial, names] : [adversarial];
}

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
