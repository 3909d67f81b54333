import { courseOf, heldSince } from './evaluated.ts';
import { say, seen, type Rule } from './finding.ts';
import { againstCollapse } from './remedies.ts';
import { LONG_STEPS, NOWHERE } from './thresholds.ts';

/**
 * A G whose pictures differ from each other and are of nothing: no nearer to the data than the first ones. D's accuracy shows
 * no fault of its own then: where G jumps at each update, it is wrong about where G is now.
 */
export const nowhere: Rule = (evidence) => {
  const course = courseOf(evidence, 'kid');
  const [first, newest] = [course[0]?.value ?? Number.NaN, course.at(-1)];
  const covers = courseOf(evidence, 'coverage').some(({ value }) => value > 0);
  const held = heldSince(course.slice(1), (value) => value >= NOWHERE * first);
  if (!newest || newest.step < LONG_STEPS || covers || held === null) return null;
  return seen({
    ...{ id: 'nowhere', severity: 'problem', chart: 'kid', since: course[0]?.step ?? null },
    numbers: { kid: newest.value, kidAtFirst: first, coverage: 0 },
    title: 'G has got nowhere',
    text:
      `KID is ${say.number(newest.value)} after ${say.number(first)} at first, and no real image has had a fake near it: the pictures change ` +
      'and become no picture of anything. It seldom comes back by itself: begin anew with other settings.',
    advice: againstCollapse(evidence.record),
    from: 'start',
  });
};
