import { ForgerError } from '@shared/contract/errors.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { appHandlers } from './app.ts';
import { batchHandlers } from './batch.ts';
import { BrowseDesk } from './browse-desk.ts';
import { datasetHandlers } from './datasets.ts';
import { exportHandlers } from './export.ts';
import { insideHandlers } from './inside.ts';
import { libraryHandlers } from './library.ts';
import { licenceHandlers } from './licences.ts';
import { queueHandlers } from './queue.ts';
import { preflightHandlers } from './preflight.ts';
import { presetHandlers } from './presets.ts';
import { runFileHandlers } from './run-files.ts';
import { runHandlers } from './runs.ts';
import { runtimeHandlers } from './runtimes.ts';
import { verdictHandlers } from './verdict.ts';

/** While the library is being moved nothing may change it: only this is answered. */
const WHILE_MOVING: ReadonlySet<keyof Handlers> = new Set<keyof Handlers>([
  'app.info',
  'app.doctor',
  'app.quit',
  'app.update',
  'licences.list',
  'licences.read',
  'licences.open',
  'app.given',
  'settings.get',
  'settings.change',
  'library.use',
  'library.cancelMove',
  'runs.list',
  'runs.get',
  'runs.metrics',
  'runs.buckets',
  'runs.log',
  'inside.read',
  'inside.look',
  'presets.list',
  'datasets.list',
  'datasets.report',
  'datasets.pictures',
  'datasets.surveyed',
  'datasets.source',
  'datasets.original',
  'datasets.origin',
  'batch.see',
  // Whoever leaves what was begun before changes nothing.
  'batch.leave',
  'import.leave',
  'datasets.stopSurvey',
  'jobs.cancel',
]);

/** The same handlers, which refuse what would change a library that is being copied. */
function still(handlers: Handlers, services: Services): Handlers {
  const guarded = Object.entries(handlers).map(([name, handle]: [string, (args: never) => unknown]) => [
    name,
    (args: never): unknown => {
      if (services.mover.busy && !WHILE_MOVING.has(name as keyof Handlers))
        throw new ForgerError('busy', 'The library is being moved. Wait until that is done, or cancel it.');
      return handle(args);
    },
  ]);
  return Object.fromEntries(guarded) as Handlers;
}

/** Every channel of the contract; the compiler refuses a set that misses one. */
export function createHandlers(services: Services): Handlers {
  const browsing = new BrowseDesk(services);
  return still(
    {
      ...appHandlers(services),
      ...licenceHandlers(services),
      ...libraryHandlers(services, browsing),
      ...runHandlers(services),
      ...insideHandlers(services),
      ...queueHandlers(services),
      ...datasetHandlers(services, browsing),
      ...batchHandlers(services),
      ...presetHandlers(services),
      ...preflightHandlers(services),
      ...exportHandlers(services),
      ...runFileHandlers(services),
      ...runtimeHandlers(services),
      ...verdictHandlers(services),
    },
    services,
  );
}
