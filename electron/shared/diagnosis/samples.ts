import { seen, say, type Rule } from './finding.ts';
import { againstCollapse } from './remedies.ts';
import { ALIKE, ALL_ALIKE, BLANK_SHARE, FIRST_STEPS } from './thresholds.ts';
import type { GridFacts } from './grids.ts';

/** Whether the samples of a grid are mostly one picture. Before the first steps all are: grey. */
export const isCollapsed = ({ step, alike }: GridFacts): boolean => step >= FIRST_STEPS && alike >= ALIKE;

const collapsed: Rule = ({ record, grids }) => {
  const newest = grids.at(-1);
  if (!newest || !isCollapsed(newest)) return null;
  return seen({
    ...{ id: 'collapse', severity: 'problem', chart: 'samples', numbers: { alike: newest.alike } },
    title: newest.alike >= ALL_ALIKE ? 'The samples are all one picture' : 'Most samples are one picture',
    text:
      `${say.share(newest.alike)} of the newest samples are nearly the same picture, whatever the latent: the generator has ` +
      'collapsed, and losses and accuracies do not show it. It seldom comes back by itself: begin anew with other settings.',
    advice: againstCollapse(record),
    from: 'start',
  });
};

const whitePaper: Rule = ({ grids }) => {
  const newest = grids.at(-1);
  if (!newest || newest.step < FIRST_STEPS || newest.blank < BLANK_SHARE) return null;
  return seen({
    ...{ id: 'white-paper', severity: 'note', chart: 'samples', numbers: { blank: newest.blank } },
    title: 'Some samples are white paper',
    text:
      `${say.share(newest.blank)} of the newest samples have nothing on them. That happens where part of the data is dark on ` +
      'white (notMNIST): empty paper is the easiest forgery. Images of one tone, all light on dark, do not have it.',
  });
};

/** What the newest pictures themselves say, whatever the loss. */
export const sampleRules: readonly Rule[] = [collapsed, whitePaper];
