import type { QueueTimes } from '@shared/queue.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

type QueueHandlers = Pick<Handlers, Extract<keyof Handlers, `line.${string}`>>;

export function queueHandlers({ engine }: Services): QueueHandlers {
  const after = (change: () => void): QueueTimes => {
    change();
    return engine.times;
  };
  return {
    'line.get': () => engine.times,
    'line.hold': ({ until }) => after(() => engine.hold(until)),
    'line.release': () => after(() => engine.release()),
    'line.stopAt': ({ at }) => after(() => engine.stopAt(at)),
  };
}
