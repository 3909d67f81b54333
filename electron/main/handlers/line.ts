import type { LineTimes } from '@shared/line.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

type LineHandlers = Pick<Handlers, Extract<keyof Handlers, `line.${string}`>>;

export function lineHandlers({ engine }: Services): LineHandlers {
  const after = (change: () => void): LineTimes => {
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
