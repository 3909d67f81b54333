import { courseOf, heldSince } from './evaluated.ts';
import { say, seen, type Rule } from './finding.ts';
import { againstFewKinds } from './remedies.ts';
import { FEW_ALIKE, FIRST_STEPS, NARROWED, UNIFORM } from './thresholds.ts';

const TITLE = 'G makes few kinds of pictures';

/** A G that lost variety, by what its checkpoints were measured by. */
export const fewKinds: Rule = (evidence) => {
  const { record } = evidence;
  const course = courseOf(evidence, 'diversity');
  const before = (at: number): number => Math.max(...course.slice(0, at + 1).map(({ value }) => value));
  const since = heldSince(course, (value, at) => value <= UNIFORM || value <= NARROWED * before(at));
  const now = course.at(-1)?.value ?? Number.NaN;
  if (since === null) return null;
  const classes = courseOf(evidence, 'classes').at(-1)?.value;
  return seen({
    ...{ id: 'few-kinds', severity: 'advice', chart: 'diversity', since },
    numbers: { diversity: now, diversityAtMost: before(course.length - 1), ...(classes !== undefined && { classes }) },
    title: TITLE,
    text:
      `Two fakes differ by ${say.share(now)} of what two real images do, after ${say.share(before(course.length - 1))} at most` +
      `${classes === undefined ? '' : `, and their labels are ${say.share(classes)} as even as the data’s`}: ` +
      'G is losing variety, which losses do not show.',
    advice: againstFewKinds(record),
  });
};

/**
 * The same, by the newest samples: three kinds of noise may differ as much as clothes do. Not of samples by labels, of which each row
 * has too few to say so.
 */
export const fewAlike: Rule = (evidence) => {
  const { record, grids } = evidence;
  const newest = grids.at(-1);
  if (!newest || newest.step < FIRST_STEPS || newest.alike <= FEW_ALIKE) return null;
  if (record.networks.classes !== undefined || fewKinds(evidence) !== null) return null;
  return seen({
    ...{ id: 'few-kinds', severity: 'advice', chart: 'samples', numbers: { alike: newest.alike } },
    title: TITLE,
    text:
      `${say.share(newest.alike)} of the newest samples are nearly the same picture, and the others may be of two or three kinds more: ` +
      'G is losing variety, which losses do not show.',
    advice: againstFewKinds(record),
  });
};
