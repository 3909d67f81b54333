import { leastFrom, newestQuarter, now } from './course.ts';
import { say, type Evidence, type Rule } from './finding.ts';
import { LATE, MOVED, SLOPE_OFF } from './thresholds.ts';

/** Mean D(x) − mean D(G(z)) in each part. */
const estimate = ({ course }: Evidence): number[] => {
  const fake = course.of('dFake');
  return course.of('dReal').map((real, part) => real - (fake[part] ?? Number.NaN));
};

const behind: Rule = (evidence) => {
  const at = now(estimate(evidence));
  if (!(at <= 0)) return null;
  return {
    tone: 'problem',
    title: 'The critic sees no difference',
    text:
      `It scores fakes ${say.number(-at)} above real images, so its estimate says nothing. A critic has to be ahead: give ` +
      `it more updates a step (now ${evidence.record.config['steps.discriminator']}) or a higher learning rate.`,
    step: null,
  };
};

const course: Rule = (evidence) => {
  const values = estimate(evidence);
  const at = now(values);
  if (!(at > 0)) return null;
  const peak = Math.max(...values.filter(Number.isFinite));
  const best = leastFrom(values, Math.floor(values.length * LATE));
  const least = values[best] ?? Number.NaN;
  if (at > least * (1 + MOVED) && newestQuarter(values) > least * (1 + MOVED))
    return {
      tone: 'advice',
      title: 'The critic’s estimate rises',
      text:
        `From ${say.number(least)} to ${say.number(at)}: fakes get further from real images, or the critic’s slope grows. ` +
        'Compare the pictures; clipping or the penalty may hold the critic too loosely.',
      step: evidence.course.steps[best] ?? null,
    };
  if (at < peak * (1 - MOVED))
    return {
      tone: 'well',
      title: 'The critic’s estimate falls',
      text:
        `From ${say.number(peak)} to ${say.number(at)}: by the critic’s measure fakes come closer to real images. Unlike a ` +
        'classifier’s loss, this number follows what the pictures look like.',
      step: null,
    };
  return {
    tone: 'well',
    title: 'The critic tells real from fake',
    text:
      `Its estimate is ${say.number(at)}. The number itself means nothing and compares with no other run; it should fall ` +
      'slowly while the pictures get better.',
    step: null,
  };
};

const steep: Rule = ({ record, course }) => {
  const { 'penalty.kind': kind, 'penalty.weight': weight } = record.config;
  if (kind !== 'wgan-gp' || weight === 0) return null;
  const at = now(course.of('dPenalty'));
  if (!(at > weight * SLOPE_OFF ** 2)) return null;
  return {
    tone: 'advice',
    title: 'The critic’s slope is far from 1',
    text:
      `A gradient penalty of ${say.number(at)} means that it misses 1 by about ${say.number(Math.sqrt(at / weight))}. Scores ` +
      'then measure no distance: raise the penalty weight or lower the learning rate of D.',
    step: null,
  };
};

/** For critics, whose scores are no verdict. */
export const criticRules: readonly Rule[] = [behind, steep, course];
