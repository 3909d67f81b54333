import { displayText } from '../display.ts';
import { figure, percentFigure } from '../figure.ts';
import { LOSSES } from '../loss/index.ts';
import { shareBelow } from './distribution.ts';
import type { Look, Neighbour, Verdict } from './verdict.ts';

type Scored = Pick<Verdict, 'loss' | 'score' | 'real' | 'fake'>;

export const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/** Whether D calls it real; null where its loss makes it a critic, which does not say. */
export function takesForReal({ loss, score }: Pick<Verdict, 'loss' | 'score'>): boolean | null {
  const { middle } = LOSSES[loss];
  return middle === null ? null : score > middle;
}

/** Which shares of the fakes and of the real images D finds less real than the picture. */
export const sharesBelow = ({ score, real, fake }: Scored): { real: number; fake: number } => ({
  real: shareBelow(real, score),
  fake: shareBelow(fake, score),
});

/** "a probability of 83 %", "a score of 1.20". */
export const scoreWords = ({ loss, score }: Pick<Verdict, 'loss' | 'score'>): string =>
  LOSSES[loss].score === 'probability'
    ? `a probability of ${percentFigure(sigmoid(score))}`
    : `a score of ${figure(score)}`;

/** What D says, in a sentence. */
export function verdictSentence(verdict: Scored): string {
  const { real, fake } = sharesBelow(verdict);
  const place = `more real than ${percentFigure(fake)} of the fakes and ${percentFigure(real)} of the real images`;
  const takes = takesForReal(verdict);
  const compares = LOSSES[verdict.loss].pairs ? 'D compares, and' : 'D is a critic and';
  if (takes === null) return `${compares} gives it ${scoreWords(verdict)}: ${place}.`;
  return `D takes it for ${takes ? 'real' : 'a fake'}, with ${scoreWords(verdict)}: ${place}.`;
}

export const labelWords = ({ labels }: Pick<Verdict, 'labels'>, label: number): string =>
  displayText(labels?.[label] ?? `Label ${label}`);

/** What D was told of the picture's label, and what it reads in it, in a sentence; null where labels play no part. */
export function labelSentence(verdict: Pick<Verdict, 'labels' | 'told' | 'read'>): string | null {
  const { told, read } = verdict;
  if (read) return `D reads “${labelWords(verdict, read.label)}” in it (${percentFigure(read.probability)}).`;
  if (!told) return null;
  const name = labelWords(verdict, told.label);
  return told.how === 'own'
    ? `D was told its label, “${name}”.`
    : `D was told each label; it believes “${name}” most, and that score is shown.`;
}

/** How it was told that two pictures are near to each other. */
export const LOOK_WORDS: Record<Look, string> = { features: 'features', small: 'small pictures' };

/** "Image 12", as the browser of data sets counts. */
export const imageName = ({ index }: Pick<Neighbour, 'index'>): string => `Image ${(index + 1).toLocaleString('en')}`;

/** Whether the picture is a copy of a training image, in a sentence. */
export function kinshipSentence([nearest]: readonly Neighbour[]): string {
  if (!nearest) return 'There is no training image to hold it against.';
  const name = imageName(nearest);
  const way = figure(nearest.distance / nearest.spacing);
  switch (nearest.kinship) {
    case 'same':
      return `This is a training image: ${name}.`;
    case 'copy':
      return `Nearly a copy of a training image: it lies ${way} times as far from ${name} as the nearest other training image does.`;
    case 'apart':
      return `No copy: it lies ${way} times as far from ${name}, the nearest training image, as the nearest other training image does.`;
  }
}
