import { remediesFor } from '@shared/divergence.ts';
import { settle } from './course.ts';
import { say, seen, type Rule } from './finding.ts';
import { BOUNDLESS } from './thresholds.ts';

/** Losses that run away while they are still numbers. */
export const boundless: Rule = ({ course, record }) => {
  const losses = (['dLoss', 'gLoss'] as const).map((metric) => ({ metric, values: course.of(metric) }));
  const size = (at: number): number => Math.max(...losses.map(({ values }) => Math.abs(values[at] ?? 0)));
  const { state } = settle(course.steps.length, false, (held, at) => size(at) > (held ? BOUNDLESS / 10 : BOUNDLESS));
  if (!state) return null;
  const step = course.steps.find((_, at) => size(at) > BOUNDLESS) ?? 0;
  // Nearly always it is D whose scores have no bound; that of G follows.
  const divergence = { player: 'discriminator', quantity: 'loss', step } as const;
  return seen(
    'problem',
    'The losses run away',
    `D’s loss is ${say.number(course.now('dLoss'))}, G’s ${say.number(course.now('gLoss'))}: numbers of that size teach ` +
      'neither of them anything, and soon they may be no numbers at all.',
    { remedies: remediesFor(divergence, record.config, record.stepsPerEpoch), from: 'start' },
  );
};
