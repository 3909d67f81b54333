import { courseOf, heldSince } from './evaluated.ts';
import { say, seen, type Rule } from './finding.ts';
import { againstHeart } from './remedies.ts';
import { BY_HEART } from './thresholds.ts';

/** A D that knows the images it was trained on from those that were held out: nothing but these shows it. */
export const byHeart: Rule = (evidence) => {
  const { record } = evidence;
  const course = courseOf(evidence, 'byHeart');
  const since = heldSince(course, (value) => value >= BY_HEART);
  const now = course.at(-1)?.value ?? Number.NaN;
  if (since === null) return null;
  return seen({
    ...{ id: 'discriminator-by-heart', severity: 'advice', chart: 'byHeart', since, step: since },
    numbers: { byHeart: now, images: record.dataset.count },
    title: 'The discriminator learns its images by heart',
    text:
      `In ${say.share(now)} of all pairs it scores an image it was trained on above one that was held out; half would be chance. ` +
      'What it tells G is then of single images and no longer of what images are like. More images help most; so does ' +
      'augmentation, or to stop before.',
    advice: againstHeart(record),
  });
};
