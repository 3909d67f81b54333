import { histogram, reachOf } from '@shared/verdict/distribution.ts';
import { LOSSES } from '@shared/loss/index.ts';
import { scoreWords, sharesBelow } from '@shared/verdict/words.ts';
import type { Verdict } from '@shared/verdict/verdict.ts';
import { percentFigure } from '@shared/figure.ts';

type Scored = Pick<Verdict, 'loss' | 'score' | 'real' | 'fake'>;

/** Pieces of the axis that scores are counted in. */
const PIECES = 40;

/** Two distributions over one axis; lengths as shares of the plot, from its left and its bottom. */
export interface Plot {
  from: number;
  to: number;
  real: string;
  fake: string;
  /** Where the picture lies. */
  mark: number;
  /** Where D changes its mind; null for a critic. */
  middle: number | null;
}

/** The outline of a histogram as a closed path in a plot of that size, y down. @param most the share that reaches the top */
function outline(shares: readonly number[], most: number, width: number, height: number): string {
  const step = width / shares.length;
  const y = (share: number): string => (height - (share / most) * height).toFixed(1);
  const tops = shares.map((share, at) => `L${(at * step).toFixed(1)} ${y(share)}H${((at + 1) * step).toFixed(1)}`);
  return `M0 ${height.toFixed(1)}${tops.join('')}L${width.toFixed(1)} ${height.toFixed(1)}Z`;
}

export function plotOf({ loss, score, real, fake }: Scored, width: number, height: number): Plot {
  const { middle } = LOSSES[loss];
  const { from, to } = reachOf([score, ...real, ...fake, ...(middle === null ? [] : [middle])]);
  const [ofReal, ofFake] = [real, fake].map((scores) => histogram(scores, from, to, PIECES).shares);
  const most = Math.max(...(ofReal ?? []), ...(ofFake ?? []));
  const at = (value: number): number => (value - from) / (to - from);
  return {
    ...{ from, to, mark: at(score), middle: middle === null ? null : at(middle) },
    real: outline(ofReal ?? [], most, width, height),
    fake: outline(ofFake ?? [], most, width, height),
  };
}

/** What the axis counts, in words. */
export const axisWords = ({ loss }: Pick<Verdict, 'loss'>): string =>
  LOSSES[loss].score === 'probability' ? 'D’s logit, the score before its sigmoid' : 'D’s score';

/** The plot for those who do not see it. */
export function plotWords(verdict: Scored): string {
  const { real, fake } = sharesBelow(verdict);
  return `Scores of D: the picture has ${scoreWords(verdict)}, above ${percentFigure(fake)} of the fakes and ${percentFigure(real)} of the real images.`;
}
