import { say, seen, type Rule } from './finding.ts';
import { againstFewImages, hasFewImages } from './remedies.ts';

/** Too few images for a recipe that does not augment them: known before anything is measured. */
const fewImages: Rule = ({ record }) => {
  if (!hasFewImages(record)) return null;
  const { count } = record.dataset;
  return seen({
    ...{ id: 'few-images', severity: 'advice', chart: 'accuracy', numbers: { images: count }, since: 0 },
    title: 'Few images for this recipe',
    text:
      `The data set has ${say.count(count)} images, and D sees each always the same: with fewer than a few thousand it learns them ` +
      'by heart, and what it then tells G is of no use for new pictures. More images, or augmentation, help.',
    advice: againstFewImages(record),
    from: 'start',
  });
};

/** What the data set alone says. */
export const dataRules: readonly Rule[] = [fewImages];
