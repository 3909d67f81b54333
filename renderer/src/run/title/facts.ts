import { rate } from '@shared/figure.ts';
import { assertNever } from '@shared/assert-never.ts';
import type { RunDetail } from '@shared/contract/channels.ts';
import { count, duration, plural } from '../../lib/format.ts';
import { position } from '../../lib/status-line.ts';
import type { Pace } from '../../metrics/pace.ts';
import { clock, stepTime } from '../../lib/words.ts';

/** A number in the title bar and what it counts. */
export interface Fact {
  value: string;
  note: string;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * What stands in the title bar, the most telling first.
 * @param trained seconds of training so far; null before anything was logged
 */
export function factsOf(detail: RunDetail, pace: Pace | null, trained: number | null, now: Date): Fact[] {
  const { record, status } = detail;
  const { done, of } = position({ status, stepsPerEpoch: record.stepsPerEpoch, totalSteps: record.totalSteps });
  const byEpochs = done.startsWith('epoch');
  const progress: Fact = {
    value: `${capital(done)} of ${of}`,
    note: byEpochs ? `step ${count(status.step)}` : `epoch ${(status.step / record.stepsPerEpoch).toFixed(1)}`,
  };
  const took: Fact[] = trained === null ? [] : [{ value: duration(trained), note: 'of training' }];
  switch (status.state) {
    case 'training': {
      if (!pace) return [progress];
      const left = (record.totalSteps - status.step) * pace.secondsPerStep;
      return [
        progress,
        { value: `${duration(left)} left`, note: `ready at ${clock(new Date(now.getTime() + left * 1000), now)}` },
        { value: `${rate(pace.imagesPerSecond)} images/s`, note: `${stepTime(pace.secondsPerStep)} a step` },
      ];
    }
    case 'waiting':
      return [
        {
          value: byEpochs
            ? plural(Math.round(record.totalSteps / record.stepsPerEpoch), 'epoch')
            : plural(record.totalSteps, 'step'),
          note: 'to train',
        },
      ];
    case 'paused':
    case 'stopped':
    case 'finished':
    case 'failed':
    case 'diverged':
    case 'interrupted':
      return [progress, ...took];
    default:
      return assertNever(status.state);
  }
}
