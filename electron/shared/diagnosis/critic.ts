import { penaltyShareAt } from '../config/schedules.ts';
import { PENALTIES, penaltiesOf } from '../penalty/index.ts';
import { calmed, drift, leastFrom, settle } from './course.ts';
import { say, seen, type Evidence, type Finding, type Rule } from './finding.ts';
import { againstBlindCritic, againstSteepCritic } from './remedies.ts';
import { LATE, LEFT, LONG_STEPS, MOVED, SLOPE_OFF } from './thresholds.ts';

type Stand = 'behind' | 'rises' | 'falls' | 'tells';

const estimate: Rule = (evidence) => {
  const { course, record } = evidence;
  const single = course.of('criticEstimate');
  const values = calmed(single);
  const least = (at: number): number => leastFrom(values, Math.ceil(at * LATE), at);
  const peak = (at: number): number => Math.max(...values.slice(0, at + 1));
  const { state, since } = settle<Stand>(values.length, 'tells', (held, at) => {
    const now = values[at] ?? Number.NaN;
    if (!Number.isFinite(now)) return held;
    if ((single[at] ?? 0) <= 0) return 'behind';
    const bottom = values[least(at)] ?? Number.NaN;
    // A critic that begins has its estimate rise: it learns to tell.
    const late = (course.steps[at] ?? 0) > LONG_STEPS;
    if (late && bottom > 0 && now > bottom * (1 + (held === 'rises' ? LEFT.until : LEFT.from))) return 'rises';
    return now < peak(at) * (1 - (held === 'falls' ? LEFT.until : LEFT.from)) ? 'falls' : 'tells';
  });
  const now = course.now('criticEstimate');
  if (!Number.isFinite(now)) return null;
  const best = least(values.length - 1);
  const found = (given: Omit<Parameters<typeof seen>[0], 'chart' | 'numbers'>): Finding =>
    seen({ chart: 'estimate', numbers: { criticEstimate: now }, ...given });
  switch (state) {
    case 'behind':
      return found({
        ...{ id: 'critic-blind', severity: 'problem', since: course.begin(since) },
        title: 'The critic sees no difference',
        text: `Its estimate is ${say.number(now)}: it scores fakes as high as real images, and says nothing. A critic has to be ahead.`,
        advice: againstBlindCritic(record),
      });
    case 'rises':
      return found({
        ...{ id: 'critic-estimate-rises', severity: 'advice', since: course.steps[best] ?? null },
        title: 'The critic’s estimate rises',
        text:
          `From ${say.number(values[best] ?? null)} to ${say.number(now)}: fakes get further from real images, or the critic’s ` +
          'slope grows. Compare the pictures; if they got worse, hold the critic more tightly.',
        step: course.steps[best] ?? null,
        advice: againstSteepCritic(record),
      });
    case 'falls':
      return found({
        ...{ id: 'critic-estimate-falls', severity: 'well', since: course.begin(since) },
        title: 'The critic’s estimate falls',
        text:
          `From ${say.number(peak(values.length - 1))} to ${say.number(now)}: by the critic’s measure fakes come closer to real ` +
          'images. Unlike a classifier’s loss, this number follows what the pictures look like.',
      });
    case 'tells':
      return found({
        ...{ id: 'critic-tells', severity: 'note' },
        title: 'The critic tells real from fake',
        text:
          `Its estimate is ${say.number(now)}. The number itself means nothing and compares with no other run; it should fall ` +
          'slowly while the pictures get better.',
      });
  }
};

const steep: Rule = ({ record, course }: Evidence) => {
  const penalty = penaltiesOf(record.config).find(({ kind }) => PENALTIES[kind].slope === 1);
  if (!penalty) return null;
  const weightAt = (at: number): number => penalty.weight * (penaltyShareAt(record.config, course.steps[at] ?? 0) ?? 1);
  const penalties = course.of('dPenalty');
  const { state, since } = settle(penalties.length, false, (held, at) => {
    const off = held ? SLOPE_OFF.until : SLOPE_OFF.from;
    return (penalties[at] ?? 0) > weightAt(at) * off ** 2;
  });
  // A critic begins steep; where the penalty falls, it does its work.
  const stayed = (course.steps.at(-1) ?? 0) - course.begin(since);
  if (!state || stayed < LONG_STEPS || drift(penalties.slice(since)) < -MOVED.from) return null;
  const now = course.now('dPenalty');
  return seen({
    ...{ id: 'critic-too-steep', severity: 'advice', chart: 'penalty', numbers: { dPenalty: now } },
    title: 'The critic’s slope is far from 1',
    text:
      `A gradient penalty of ${say.number(now)} means that it misses 1 by about ${say.number(Math.sqrt(now / weightAt(course.steps.length - 1)))}: its ` +
      'scores then measure no distance.',
    since: course.begin(since),
    advice: againstSteepCritic(record),
  });
};

/** For critics, whose scores are no verdict. */
export const criticRules: readonly Rule[] = [estimate, steep];
