import { FREE_QUEUE, type QueueTimes } from '@shared/queue.ts';
import { call, listen } from './bridge.ts';

/** What is set for the queue, kept current by the app. */
class Queue {
  times = $state.raw<QueueTimes>(FREE_QUEUE);

  start(): () => void {
    return listen('line.changed', (times) => (this.times = times));
  }

  async load(): Promise<void> {
    this.times = await call('line.get', {});
  }

  async hold(until: Date | null): Promise<void> {
    this.times = await call('line.hold', { until: until?.toISOString() ?? null });
  }

  async release(): Promise<void> {
    this.times = await call('line.release', {});
  }

  async stopAt(at: Date | null): Promise<void> {
    this.times = await call('line.stopAt', { at: at?.toISOString() ?? null });
  }
}

export const queue = new Queue();
