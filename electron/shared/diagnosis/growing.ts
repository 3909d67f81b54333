import { remediesFor } from '../divergence.ts';
import { calmed, settle } from './course.ts';
import { say, seen, type Rule } from './finding.ts';
import { GROWN, LONG_GRADIENT } from './thresholds.ts';

/** D's gradient that grows and grows: what comes before numbers that break. Whether G's does says little: of a lost duel too. */
export const growing: Rule = ({ course, record }) => {
  const lengths = calmed(course.of('dGradientNorm'));
  const before = lengths[0] ?? Number.NaN;
  const { state, since } = settle(
    lengths.length,
    false,
    (held, at) => (lengths[at] ?? Number.NaN) > Math.max(LONG_GRADIENT, before * (held ? GROWN.until : GROWN.from)),
  );
  if (!state) return null;
  const [now, begun] = [course.now('dGradientNorm'), course.begin(since)];
  return seen({
    ...{ id: 'gradients-grow', severity: 'problem', chart: 'gradients', since: begun },
    numbers: { dGradientNorm: now, dGradientNormAtFirst: before },
    title: 'The discriminator’s gradient grows and grows',
    text:
      `It is ${say.number(now)} long, after ${say.number(before)} at first. Steps that get longer make the next ones longer ` +
      'still, and in the end the numbers break.',
    advice: remediesFor(
      { player: 'discriminator', quantity: 'loss', step: begun },
      record.config,
      record.stepsPerEpoch,
    ),
    from: 'start',
  });
};
