import { ForgerError } from '@shared/contract/errors.ts';
import type { Handlers } from '../ipc/index.ts';
import { lookApart, readApart } from '../jobs/inside.ts';
import type { Services } from '../services.ts';

type InsideHandlers = Pick<Handlers, Extract<keyof Handlers, `inside.${string}`>>;

/** A newer question of a kind ends the older one, which then fails as cancelled. */
function newest(): () => AbortSignal {
  let asking = new AbortController();
  return () => {
    asking.abort(new ForgerError('cancelled', 'Cancelled.'));
    asking = new AbortController();
    return asking.signal;
  };
}

export function insideHandlers(services: Services): InsideHandlers {
  const [reading, looking] = [newest(), newest()];
  return {
    'inside.read': async ({ id, steps }) => {
      const { library } = services.workspace();
      const signal = reading();
      await library.readRun(id);
      return readApart(services.inside, { library: library.dir, run: id, steps }, signal);
    },
    'inside.look': async ({ id, step, samples }) => {
      const { library, bundledDir } = services.workspace();
      const signal = looking();
      await library.readRun(id);
      return lookApart(services.inside, { library: library.dir, bundledDir, run: id, step, samples }, signal);
    },
  };
}
