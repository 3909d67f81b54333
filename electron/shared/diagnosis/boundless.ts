import { remediesFor } from '../divergence.ts';
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
  const [dLoss, gLoss] = [course.now('dLoss'), course.now('gLoss')];
  return seen({
    ...{ id: 'running-away', severity: 'problem', chart: 'loss', numbers: { dLoss, gLoss }, since: step },
    title: 'The losses run away',
    text:
      `D’s loss is ${say.number(dLoss)}, G’s ${say.number(gLoss)}: numbers of that size teach neither of them ` +
      'anything, and soon they may be no numbers at all.',
    advice: remediesFor(divergence, record.config, record.stepsPerEpoch),
    from: 'start',
  });
};
