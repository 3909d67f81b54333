import type { Handlers } from '../ipc/index.ts';
import { lookApart, readApart } from '../jobs/inside.ts';
import type { Services } from '../services.ts';
import { newestQuestion } from './newest-question.ts';

type InsideHandlers = Pick<Handlers, Extract<keyof Handlers, `inside.${string}`>>;

export function insideHandlers(services: Services): InsideHandlers {
  const [reading, looking] = [newestQuestion(), newestQuestion()];
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
