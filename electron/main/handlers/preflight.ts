import { findFit, subjectOfRun } from '../../engine/host/preflight/find-fit.ts';
import { preflight } from '../../engine/host/preflight/preflight.ts';
import { planRun } from '../../engine/host/prepare-run.ts';
import { recommendFor } from '../../engine/host/recommend.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { newestQuestion } from './newest-question.ts';

type PreflightHandlers = Pick<Handlers, Extract<keyof Handlers, `preflight.${string}`>>;

/** Runs that are tried before they start, or after they ran out of memory: in processes of their own, one at a time. */
export function preflightHandlers(services: Services): PreflightHandlers {
  const next = newestQuestion();
  return {
    'preflight.measure': async ({ config, networks, measure }) => {
      const signal = next();
      const { library, bundledDir } = services.workspace();
      const run = await planRun({ library, bundledDir, input: config, networks });
      const devices = await services.engine.devices();
      signal.throwIfAborted();
      return preflight({
        ...{ library, bundledDir, run, devices, signal },
        launch: services.probe,
        onChange: (now) => services.tell('preflight.changed', now),
        knownOnly: !measure,
      });
    },
    'preflight.recommend': async ({ id, measure }) => {
      // What is known is told beside a trial that goes on; only a new trial ends it.
      const signal = measure ? next() : new AbortController().signal;
      const { library, bundledDir } = services.workspace();
      const devices = await services.engine.devices();
      return recommendFor({ library, bundledDir, dataset: id, devices, launch: services.probe, signal, measure });
    },
    'preflight.fit': async ({ id }) => {
      const signal = next();
      const { library, bundledDir } = services.workspace();
      const [record, status] = await Promise.all([library.readRun(id), library.readStatus(id)]);
      return findFit({
        launch: services.probe,
        subject: await subjectOfRun({ library, bundledDir, record, status, devices: () => services.engine.devices() }),
        signal,
        onProgress: (progress) => services.tell('preflight.fitting', { id, ...progress }),
      });
    },
    'preflight.cancel': () => {
      next();
      return null;
    },
  };
}
