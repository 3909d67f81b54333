import { ForgerError } from '@shared/contract/errors.ts';
import { pending } from './pending.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

type RunHandlers = Pick<Handlers, Extract<keyof Handlers, `runs.${string}`>>;

export function runHandlers({ workspace, engine, desktop }: Services): RunHandlers {
  return {
    'runs.list': () => workspace().watcher.list(),
    'runs.get': async ({ id }) => {
      const { library } = workspace();
      const [record, status, samples, checkpoints] = await Promise.all([
        library.readRun(id),
        library.readStatus(id),
        library.listSamples(id),
        library.listCheckpoints(id),
      ]);
      return { record, status, samples, checkpoints, controllable: engine.holds(id) };
    },
    'runs.start': pending,
    'runs.quickStart': pending,
    'runs.pause': async ({ id }) => done(engine.pause(id)),
    'runs.resume': async ({ id }) => done(engine.resume(id)),
    'runs.stop': async ({ id }) => done(engine.stop(id)),
    'runs.rename': async ({ id, name }) => {
      await workspace().library.renameRun(id, name);
      workspace().watcher.touch(id);
      return null;
    },
    'runs.delete': async ({ id }) => {
      const { library, watcher } = workspace();
      await library.readRun(id);
      if (engine.holds(id) || (await library.writerOf(id)) !== null)
        throw new ForgerError('busy', 'This run is being trained. Stop it first, then delete it.');
      await desktop.trash(library.runDir(id));
      watcher.refresh();
      return null;
    },
    'runs.metrics': ({ id, offset }) => workspace().library.readMetrics(id, offset),
    'runs.log': ({ id }) => workspace().library.readLog(id),
    'runs.reveal': async ({ id }) => {
      const { library } = workspace();
      await library.readRun(id);
      desktop.reveal(library.runDir(id));
      return null;
    },
  };
}

async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}
